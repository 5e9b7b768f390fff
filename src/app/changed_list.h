#pragma once
// Cases that ended otherwise, as CSV on stdout.
#include <fmt/format.h>

#include <string>

#include "app/console.h"
#include "stats/comparison.h"

namespace farside {

// Printed part by part; the rest by end().
class ChangedList {
 public:
  void add(const ChangedCase& c) {
    text_ += fmt::format("{},{},{},{},{}\n", c.number, outcome_name(c.first), c.first_cause, outcome_name(c.second),
                         c.second_cause);
    if (text_.size() > std::size_t{1} << 16) end();
  }
  void end() {
    print(text_);
    text_.clear();
  }

 private:
  std::string text_ = "case,outcome_a,first_cause_a,outcome_b,first_cause_b\n";
};

}  // namespace farside
