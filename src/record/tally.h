#pragma once
// How cases ended, and whether their missions go on; a numerical failure is in no other count of endings.
#include <cstdint>

#include "record/landing_record.h"

namespace farside {

struct Tally {
  std::uint64_t safe = 0, degraded = 0, lost = 0, unknown = 0, numerical_failure = 0;
  std::uint64_t goes_on = 0, mission_unknown = 0;  // of all these; nothing is told by them without an aftermath
  std::uint64_t done() const { return safe + degraded + lost + unknown; }
  std::uint64_t flown() const { return done() + numerical_failure; }

  // A case that was flown. What has no outcome that is known here is unknown, never lost. A mission goes on where the
  // row says so of a safe landing; it is unknown where the row says that, or where the landing is and the row doesn't
  // say that the mission fails.
  void add(std::int8_t status, std::int8_t outcome, std::int8_t mission) {
    std::uint64_t& ending = ending_of(status, outcome);
    ++ending;
    const bool untold = &ending == &unknown || &ending == &numerical_failure;
    if (&ending == &safe && mission == static_cast<std::int8_t>(Mission::goes_on)) ++goes_on;
    else if (mission == static_cast<std::int8_t>(Mission::unknown) ||
             (untold && mission != static_cast<std::int8_t>(Mission::fails)))
      ++mission_unknown;
  }
  void add(const LandingRecord& row) { add(row.status, row.outcome, row.mission); }
  void add(const Tally& other) {
    safe += other.safe;
    degraded += other.degraded;
    lost += other.lost;
    unknown += other.unknown;
    numerical_failure += other.numerical_failure;
    goes_on += other.goes_on;
    mission_unknown += other.mission_unknown;
  }

 private:
  std::uint64_t& ending_of(std::int8_t status, std::int8_t outcome) {
    if (status == static_cast<std::int8_t>(Status::numerical_failure)) return numerical_failure;
    if (outcome == static_cast<std::int8_t>(Outcome::safe)) return safe;
    if (outcome == static_cast<std::int8_t>(Outcome::degraded)) return degraded;
    return outcome == static_cast<std::int8_t>(Outcome::lost) ? lost : unknown;
  }
};

}  // namespace farside
