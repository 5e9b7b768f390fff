#pragma once
// What is counted of an event, such as a safe landing, in two campaigns at once.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stats/cases.h"
#include "stats/intervals/proportions.h"

namespace farside {

inline Told is_safe(Ending e) { return e == Ending::safe ? Told::yes : is_untold(e) ? Told::untold : Told::no; }
inline Told is_lost(Ending e) {
  return e == Ending::lost || e == Ending::numerical_failure ? Told::yes
         : e == Ending::unknown                              ? Told::untold
                                                             : Told::no;
}

// Cases with an event in the one alone.
struct Changed {
  std::uint64_t gained = 0, lost = 0;
  void add(bool before, bool after) { gained += after && !before, lost += before && !after; }
  double difference(double n) const { return (static_cast<double>(gained) - static_cast<double>(lost)) / n; }
};

// An event in both campaigns: `told` counts no case that can't be told, `low` those of the first alone, `high` those of
// the second.
struct ComparedEvent {
  CountRange first{0, 0}, second{0, 0};
  Changed told, low, high;
  std::uint64_t untold_first = 0, untold_second = 0, untold_both = 0;

  void add_first(Told t) { first.low += t == Told::yes, first.high += t != Told::no; }
  void add_second(Told t) { second.low += t == Told::yes, second.high += t != Told::no; }
  void add_pair(Told before, Told after) {
    add_first(before), add_second(after);
    if (before == Told::untold && after == Told::untold) {
      ++untold_both;
      return;
    }
    untold_first += before == Told::untold, untold_second += after == Told::untold;
    told.add(before == Told::yes, after == Told::yes);
    low.add(before != Told::no, after == Told::yes);
    high.add(before == Told::yes, after != Told::no);
  }
};

// How often a cause came first.
struct CauseCount {
  std::uint64_t first = 0, second = 0;
  Changed changed;
};
using CauseCounts = std::map<std::string, CauseCount>;

// `none`: nothing went wrong.
inline void add_causes(CauseCounts& counts, const std::string& before, const std::string& after,
                       const std::string& none) {
  if (before != none) ++counts[before].first;
  if (after != none) ++counts[after].second;
  if (before == after) return;
  if (before != none) ++counts[before].changed.lost;
  if (after != none) ++counts[after].changed.gained;
}

// Cases that have the event in the one alone, of one cause in the other.
struct Flipped {
  std::uint64_t count = 0;
  std::vector<std::uint64_t> examples;
  void add(std::uint64_t number) {
    ++count;
    if (examples.size() < Cases::examples_max) examples.push_back(number);
  }
};

// By cause.
using FlippedCases = std::map<std::string, Flipped>;

}  // namespace farside
