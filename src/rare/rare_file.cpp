#include "rare/rare_file.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "sampling/sampler.h"

namespace farside {
namespace {

std::vector<double> counted_to(std::size_t count) {
  std::vector<double> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0.0);
  return numbers;
}

}  // namespace

MapFile rare_file(const RareFindings& found) {
  const std::vector<RareFailure> failures = found.failures();
  const std::vector<SubsetRun>& runs = found.subset.runs;
  const RareEstimate p = found.probability();
  MapFile file;
  file.filetype = "farside-rare";
  file.group = "";
  file.axes.push_back({"repeat", "1", "repeat of the subset simulation", counted_to(runs.size())});
  const auto single = [&](const char* name, const char* text, double value) {
    file.fields.push_back({name, "1", text, {}, {value}});
  };
  single("probability", "probability of the event", p.estimate);
  single("probability_lower", "lower bound of its interval", p.lower);
  single("probability_upper", "upper bound of its interval", p.upper);
  single("probability_cov", "standard deviation of the estimate over the estimate", p.cov);
  single("flights", "landings that were flown", static_cast<double>(found.flights()));
  MapFile::Field by_repeat{
      "repeat_probability", "1", "of the event, or of the level where the repeat gave up", {"repeat"}, {}};
  for (const SubsetRun& run : runs) by_repeat.values.push_back(run.probability);
  file.fields.push_back(std::move(by_repeat));
  file.texts = {{"target", found.target.word()},
                {"method", found.importance ? "importance_sampling" : "subset_simulation"},
                {"json", rare_json(found).dump()}};
  if (failures.empty()) return file;

  file.axes.push_back({"failure", "1", "landing with the event", counted_to(failures.size())});
  const auto column = [&](const std::string& name, const std::string& units, const std::string& text,
                          const auto& value) {
    MapFile::Field field{name, units, text, {"failure"}, {}};
    for (const RareFailure& f : failures) field.values.push_back(value(f));
    file.fields.push_back(std::move(field));
  };
  double sum = 0.0;
  for (const RareFailure& f : failures) sum += f.weight;
  column("case", "1", "case whose noise, ground and faults it has",
         [](const RareFailure& f) { return static_cast<double>(f.point.draw); });
  column("weight", "1", "its part of the probability", [&](const RareFailure& f) { return f.weight / sum; });
  column("margin", "1", "worst margin of what makes the event", [](const RareFailure& f) { return f.ending.g; });
  column("distance", "1", "from the middle case, in sigma", [](const RareFailure& f) {
    return std::sqrt(std::inner_product(f.point.z.begin(), f.point.z.end(), f.point.z.begin(), 0.0));
  });
  column("first_cause", "1", "code of the first cause, as in a campaign's file",
         [](const RareFailure& f) { return static_cast<double>(f.ending.cause); });
  column("told", "1", "0: it isn't known how it ended", [](const RareFailure& f) { return f.ending.told ? 1.0 : 0.0; });

  const Sampler sampler(found.scenario);
  const std::size_t inputs = sampler.drawn_count();
  std::vector<double> params(param_count), values(inputs);
  std::vector<MapFile::Field> drawn, sigmas;
  for (std::size_t i = 0; i < inputs; ++i) {
    const InputInfo& info = found.limit.space().info(i);
    const std::string name = input_column_name(info.path);
    drawn.push_back({name, info.units, info.long_name, {"failure"}, {}});
    sigmas.push_back({"sigma_" + name.substr(3), "1", "standard normal coordinate of " + info.path, {"failure"}, {}});
  }
  for (const RareFailure& f : failures) {
    const Coordinates z = found.limit.placed(f.point);
    sampler.place(f.point.draw, z.data(), params.data(), values.data());
    for (std::size_t i = 0; i < inputs; ++i) {
      drawn[i].values.push_back(values[i]);
      sigmas[i].values.push_back(z[i]);
    }
  }
  for (std::vector<MapFile::Field>* all : {&drawn, &sigmas})
    file.fields.insert(file.fields.end(), std::make_move_iterator(all->begin()), std::make_move_iterator(all->end()));
  return file;
}

}  // namespace farside
