#include "engine/point_flights.h"

#include <memory>
#include <utility>

#include "base/error.h"
#include "engine/campaign.h"
#include "engine/float_state.h"
#include "engine/library_flight.h"
#include "engine/setup.h"
#include "engine/team.h"
#include "record/invalid_draw.h"

namespace farside {

PointFlights::PointFlights(const Scenario& scenario, std::uint64_t draw, const Kernel& kernel, int threads)
    : scenario_(scenario),
      draw_(draw),
      kernel_(kernel),
      threads_(threads),
      setup_(make_setup(scenario)),
      rules_(scenario) {
  setup_.dispersed_count = 0;  // nothing is read back
}

std::vector<LandingRecord> PointFlights::fly(const std::vector<CaseParams<double>>& points) const {
  return fly(points, std::vector<std::uint64_t>(points.size(), draw_));
}

std::vector<LandingRecord> PointFlights::fly(const std::vector<CaseParams<double>>& points,
                                             const std::vector<std::uint64_t>& draws) const {
  std::vector<LandingRecord> records(points.size());
  const std::size_t part = choose_block_cases(points.size(), threads_);
  in_parts(threads_, points.size(), part, [&] {
    const bool looks = setup_.options.gnc.avoidance.mode != AvoidanceMode::none;
    auto memory = looks ? std::make_unique_for_overwrite<HazardMemory>() : nullptr;
    return [&, hazard = std::move(memory)](std::size_t first, std::size_t count) {
      fly_part(&points[first], &draws[first], count, hazard.get(), &records[first]);
    };
  });
  return records;
}

void PointFlights::fly_part(const CaseParams<double>* points, const std::uint64_t* draws, std::size_t count,
                            HazardMemory* hazard, LandingRecord* records) const {
  const FloatState state;
  std::vector<CaseParams<double>> params;
  std::vector<std::uint64_t> numbers;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < count; ++i) {
    records[i] = invalid_draw_record(draws[i]);
    if (!rules_.hold(reinterpret_cast<const double*>(&points[i]))) continue;
    params.push_back(points[i]);
    numbers.push_back(draws[i]);
    places.push_back(i);
  }
  if (params.empty()) return;
  std::vector<LandingRecord> flown(params.size());
  fly_block(kernel_.run, setup_,
            {numbers.data(), reinterpret_cast<const double*>(params.data()), flown.data(), nullptr, params.size(),
             scenario_.seed, nullptr, hazard, nullptr});
  for (std::size_t i = 0; i < flown.size(); ++i) {
    if (flown[i].status == static_cast<std::int8_t>(Status::not_run))
      throw InternalError("a point came back from the kernel without having been flown");
    records[places[i]] = flown[i];
  }
}

}  // namespace farside
