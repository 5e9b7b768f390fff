#pragma once
// Landings of a campaign as what a search for rare events judges: the worst margin of those criteria that make the
// event.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/kernel.h"
#include "engine/point_flights.h"
#include "probe/input_space.h"
#include "rare/limit_state.h"
#include "scenario/scenario.h"

namespace farside {

// `lost`, `not_safe`, or a criterion's name.
class RareTarget {
 public:
  explicit RareTarget(const std::string& word);  // UsageError for another word
  static std::vector<std::string> words();

  const std::string& word() const { return word_; }
  std::string text() const;  // P(lost)
  RareEnding ending_of(const LandingRecord& record) const;

 private:
  std::string word_;
  int criterion_ = -1;  // or none
};

// Points as cases are: a point's number is that of a case, and its coordinates take the place of what that case draws.
class FlownLimit : public LimitState {
 public:
  // The scenario must outlive it.
  FlownLimit(const Scenario& scenario, const RareTarget& target, const Kernel& kernel, int threads);

  std::size_t coordinates() const override { return moving_.size(); }
  std::uint64_t draws() const override;
  std::vector<RareEnding> judge(const std::vector<RarePoint>& points) override;

  const InputSpace& space() const { return space_; }
  std::size_t input(std::size_t coordinate) const { return moving_[coordinate]; }  // of the space
  // Of all drawn inputs, as InputSpace has them.
  Coordinates placed(const RarePoint& point) const;

 private:
  const Scenario& scenario_;
  RareTarget target_;
  InputSpace space_;
  Sampler sampler_;
  PointFlights flights_;
  std::vector<std::size_t> moving_;
};

}  // namespace farside
