#pragma once
// Cases that ended otherwise, as CSV on stdout.
#include <fmt/format.h>

#include <string>

#include "app/terminal/console.h"
#include "stats/verdicts/comparison.h"

namespace farside {

// Printed part by part; the rest by end().
class ChangedList {
 public:
  // `has_mission`: both campaigns tell of it.
  explicit ChangedList(bool has_mission) : has_mission_(has_mission) {
    text_ = "case,outcome_a,first_cause_a,outcome_b,first_cause_b";
    text_ += has_mission ? ",mission_a,mission_cause_a,mission_b,mission_cause_b\n" : "\n";
  }
  void add(const ChangedCase& c) {
    text_ += fmt::format("{},{},{},{},{}", c.number, outcome_name(c.first), c.first_cause, outcome_name(c.second),
                         c.second_cause);
    const MissionOfCase &a = c.first_mission, &b = c.second_mission;
    if (has_mission_) text_ += fmt::format(",{},{},{},{}", a.mission, a.cause, b.mission, b.cause);
    text_ += '\n';
    if (text_.size() > std::size_t{1} << 16) end();
  }
  void end() {
    print(text_);
    text_.clear();
  }

 private:
  bool has_mission_;
  std::string text_;
};

}  // namespace farside
