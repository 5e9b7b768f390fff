#pragma once
// What a map of risk flies: the cloud, and touchdowns with its members at any place. No result depends on threads or
// instruction set.
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/campaign.h"
#include "risk/cloud_file.h"
#include "risk/risk_map.h"

namespace farside {

class Survey {
 public:
  // All must outlive it; of the options kernel, threads and report are used.
  Survey(const Scenario& scenario, const FlyOptions& options) : scenario_(scenario), options_(options) {}

  // Cases 0 ... count-1 of the scenario. ConfigError where one of them can't be flown and the campaign refuses that.
  std::vector<CloudMember> fly_cloud(std::uint64_t count) const;

  // Touchdowns with these members, engine off. Vehicle and gravity are the member's, soil and slope of the ground drawn
  // for each touchdown, relief that of the ground with this number among `grounds`. `inputs`: of members that were
  // read; those that were flown have their draws.
  std::vector<Landed> land(const std::vector<CloudMember>& cloud, const MemberInputs& inputs,
                           const std::vector<double>& grounds, std::size_t count,
                           const std::function<Touchdown(std::size_t)>& which) const;

 private:
  const Scenario& scenario_;
  const FlyOptions& options_;
};

// Numbers of `count` grounds of the same law (moon.terrain.relief.ground). The first is the configuration's own, where
// it has one for all cases.
std::vector<double> ground_numbers(const Scenario& scenario, std::size_t count);

// Whether each case of the configuration has a ground of its own.
bool draws_ground(const Scenario& scenario);

}  // namespace farside
