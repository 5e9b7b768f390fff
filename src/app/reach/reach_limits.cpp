#include "app/reach/reach_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/rows/rejudged_table.h"
#include "base/error.h"
#include "config/keys/registry.h"

namespace farside {
namespace {

using Json = nlohmann::ordered_json;

constexpr char limits_prefix[] = "vehicle.limits.";
constexpr double tip_over_loosest_deg = 70.0;  // touchdowns are followed to another end beyond (engine/rejudge.cpp)

class LooserLimits {
 public:
  LooserLimits(const ReachCases& cases, const CampaignFile& file, const CampaignHeader& header, double wanted)
      : of_(cases), file_(file), header_(header), wanted_(wanted) {}

  void add_to(Json& changes) const {
    for (const Key& key : registry().keys()) {
      if (key.path.starts_with(limits_prefix)) limit(key, changes);
    }
  }

 private:
  void limit(const Key& key, Json& changes) const {
    const std::string name = key.path.substr(sizeof limits_prefix - 1);
    if (name == "outage_h" || name == "wake_elevation_deg") return;  // after the landing
    const double before = of_.flown().real(key.path);
    const double loosest = name == "tip_over_tilt_deg" ? tip_over_loosest_deg : key.range.max;
    Json change{{"kind", "limit"}, {"paths", {key.path}}, {"flown", before}, {"units", key.unit.name}};
    const auto refuse = [&](const std::string& why) {
      change["reason"] = why;
      changes.push_back(change);
    };
    if (!violated(name)) return refuse("no case is unsafe by it alone");
    if (loosest <= before) return refuse("it can't be looser");
    std::string why;
    const std::optional<Cases> ended = judged(key.path, loosest, why);
    if (!ended) return refuse(why);
    std::vector<std::pair<double, std::size_t>> saved = saved_by(name, *ended, before);
    change["saved"] = saved.size();
    if (saved.empty()) return refuse("no case is unsafe by it alone");
    std::sort(saved.begin(), saved.end());
    const auto share_of_first = [&](std::size_t count) {
      std::vector<std::size_t> rows;
      for (std::size_t i = 0; i < count; ++i) rows.push_back(saved[i].second);
      return of_.share(rows);
    };
    const EventShare best = share_of_first(saved.size());
    const auto first_with = [&](const auto& does) -> Json {
      if (!does(best)) return nullptr;
      std::size_t before_it = 0, enough = saved.size();
      while (enough - before_it > 1) {
        const std::size_t middle = (before_it + enough) / 2;
        (does(share_of_first(middle)) ? enough : before_it) = middle;
      }
      return verified(key.path, saved[enough - 1].first, loosest, does);
    };
    change["to_reach"] = first_with([&](const EventShare& s) { return s.low >= wanted_; });
    change["to_be_sure"] = first_with([&](const EventShare& s) { return s.lower >= wanted_; });
    change["best"] = {{"limit", loosest}, {"probability", share_json(best)}};
    if (change["to_reach"].is_null() && best.low >= wanted_) change["reason"] = "rows don't tell it closely enough";
    changes.push_back(change);
  }

  // Is a case that isn't safe beyond the limit? Sooner known than how all would end.
  bool violated(const std::string& name) const {
    bool found = false;
    for (const Criterion criterion : moved_by(name)) {
      const std::string margin = std::string("margin_") + criteria[static_cast<std::size_t>(criterion)].name;
      if (of_.table().find(margin) == nullptr) continue;
      for_each_block(of_.table(), {margin}, [&](const RowBlock& block) {
        for (std::size_t i = 0; i < block.rows; ++i)
          found = found || (block.values[0][i] < 0.0 && of_.cases().endings[block.first + i] != Ending::safe);
      });
    }
    return found;
  }

  // How all cases end by another limit; nothing, and why, where rows don't tell.
  std::optional<Cases> judged(const std::string& path, double value, std::string& why) const {
    const Configuration wanted =
        parse_configuration(header_.provenance.config_yaml, file_.path() + ":/provenance/config_yaml",
                            {fmt::format("{}={:.17g}", path, value)});
    try {
      const Rejudge rejudge(of_.flown(), wanted);
      return read_cases(RejudgedTable(file_, rejudge, RejudgedTable::Untold::unknown));
    } catch (const UsageError& e) {
      why = e.what();
      if (const std::size_t at = why.find(path + ": "); at != std::string::npos) why.erase(0, at + path.size() + 2);
      why = why.substr(0, why.find("; fly it again"));
      return std::nullopt;
    }
  }

  // Rows that a loose limit saves, each with the limit from which on it is.
  std::vector<std::pair<double, std::size_t>> saved_by(const std::string& name, const Cases& ended,
                                                       double flown_limit) const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < of_.rows(); ++row) {
      if (ended.endings[row] == Ending::safe && of_.cases().endings[row] != Ending::safe) rows.push_back(row);
    }
    std::vector<std::pair<double, std::size_t>> saved;
    if (rows.empty()) return saved;
    for (const std::size_t row : rows) saved.emplace_back(flown_limit, row);
    for (const Criterion criterion : moved_by(name)) {
      const std::vector<double> margins =
          of_.column(std::string("margin_") + criteria[static_cast<std::size_t>(criterion)].name);
      for (auto& [value, row] : saved) {
        if (!(margins[row] < 0.0)) continue;
        const double ratio = 1.0 - margins[row];  // an early cutoff is judged by the square of the speed
        value = std::max(value, flown_limit * (criterion == Criterion::early_cutoff ? std::sqrt(ratio) : ratio));
      }
    }
    return saved;
  }

  static std::vector<Criterion> moved_by(const std::string& name) {
    static const std::pair<const char*, std::vector<Criterion>> all[] = {
        {"speed_vertical_m_s", {Criterion::hard_contact_vertical, Criterion::early_cutoff}},
        {"speed_horizontal_m_s", {Criterion::hard_contact_horizontal}},
        {"contact_tilt_deg", {Criterion::contact_tilt}},
        {"contact_rate_deg_s", {Criterion::contact_rate}},
        {"tip_over_tilt_deg", {Criterion::tip_over}},
        {"final_tilt_deg", {Criterion::final_tilt}},
        {"load_m_s2", {Criterion::load_exceeded}},
        {"slide_m", {Criterion::slid}},
        {"propellant_reserve_kg", {Criterion::propellant_depleted}},
        {"landing_radius_m", {Criterion::off_corridor}}};
    for (const auto& [limit, moved] : all) {
      if (name == limit) return moved;
    }
    throw InternalError(name + ": a limit that nothing here knows");
  }

  // Judged by a limit of four digits that isn't below this one: a margin is stored rounded.
  template <class Does>
  Json verified(const std::string& path, double value, double loosest, const Does& does) const {
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 3.0);
    double rounded = std::ceil(value / unit) * unit;
    for (int attempt = 0; attempt < 3; ++attempt, rounded += unit) {
      const double limit = std::min(std::stod(fmt::format("{:.4g}", rounded)), loosest);
      std::string why;
      const std::optional<Cases> ended = judged(path, limit, why);
      if (!ended) return nullptr;
      std::vector<std::size_t> rows;
      for (std::size_t row = 0; row < of_.rows(); ++row) {
        if (ended->endings[row] == Ending::safe && of_.cases().endings[row] != Ending::safe) rows.push_back(row);
      }
      const EventShare share_then = of_.share(rows);
      if (!does(share_then)) continue;
      return {{"limit", limit},
              {"set", {fmt::format("{}={:.4g}", path, limit)}},
              {"saved", rows.size()},
              {"probability", share_json(share_then)}};
    }
    return nullptr;
  }

  const ReachCases& of_;
  const CampaignFile& file_;
  const CampaignHeader& header_;
  double wanted_;
};

}  // namespace

void add_limits(const ReachCases& cases, const CampaignFile& file, const CampaignHeader& header, double wanted,
                Json& changes) {
  LooserLimits(cases, file, header, wanted).add_to(changes);
}

}  // namespace farside
