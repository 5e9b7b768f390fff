#pragma once
// How far the inputs may depart from the middle case before it fails: each alone, and the worst direction of all.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel.h"
#include "probe/input_space.h"

namespace farside {

struct EnvelopeOptions {
  const Kernel* kernel = nullptr;
  int threads = 1;
  std::uint64_t case_number = 0;  // whose noise, ground and row of a file all flights have
  double reach = 8.0;             // sigma
  double step = 0.5;              // of the scan: a failure that is narrower may be missed
  bool lost_only = false;         // a degraded landing is no failure
};

// Sigma between the last safe point and the first failure behind it.
inline constexpr double envelope_width = 1e-3;

// From the middle case straight on, to the first failure. NaN: there is none.
struct WayOut {
  Coordinates way;          // of 1 sigma
  double safe_to;           // sigma
  double fails_at;          // sigma
  double safe_again_at;     // sigma: the next point of the scan that is
  double impossible_at;     // sigma: the first point of the scan where inputs can't be; what is behind isn't flown
  LandingRecord failure{};  // of the flight at `fails_at`
  bool fails() const { return fails_at == fails_at; }
  double distance() const { return fails_at * length_of(way); }
};

struct InputEnvelope {
  std::size_t input;
  WayOut down, up;
};

struct Envelope {
  LandingRecord middle{};
  bool middle_fails = false;  // then nothing else is flown
  std::vector<InputEnvelope> inputs;
  std::optional<WayOut> worst;  // the nearest failure that a local search finds; its way has length 1
  std::uint64_t flights = 0;
};

Envelope find_envelope(const Scenario& scenario, const InputSpace& space, const EnvelopeOptions& options);

// Of all failures that were found, the nearest one's distance from the middle case; NaN where there is none.
double nearest_failure(const Envelope& envelope);

}  // namespace farside
