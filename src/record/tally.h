#pragma once
// How cases ended; a numerical failure is in no other count.
#include <cstdint>

#include "record/landing_record.h"

namespace farside {

struct Tally {
  std::uint64_t safe = 0, degraded = 0, lost = 0, unknown = 0, numerical_failure = 0;
  std::uint64_t done() const { return safe + degraded + lost + unknown; }
  std::uint64_t flown() const { return done() + numerical_failure; }

  // A case that was flown. What has no outcome that is known here is unknown, never lost.
  void add(std::int8_t status, std::int8_t outcome) {
    if (status == static_cast<std::int8_t>(Status::numerical_failure)) ++numerical_failure;
    else if (outcome == static_cast<std::int8_t>(Outcome::safe)) ++safe;
    else if (outcome == static_cast<std::int8_t>(Outcome::degraded)) ++degraded;
    else if (outcome == static_cast<std::int8_t>(Outcome::lost)) ++lost;
    else ++unknown;
  }
  void add(const Tally& other) {
    safe += other.safe;
    degraded += other.degraded;
    lost += other.lost;
    unknown += other.unknown;
    numerical_failure += other.numerical_failure;
  }
};

}  // namespace farside
