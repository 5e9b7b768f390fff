#pragma once
// What the filter of a single case did, and what there was to be felt meanwhile: plain data that crosses from a kernel
// to the linear analysis of that flight (linear/). States as in gnc/navigation/covariance.h.
#include <cstddef>
#include <cstdint>

namespace farside {

enum class FilterSensor : std::int32_t { stars, range, speed, place };

// A number that was taken in: an axis of the star tracker, a beam, an axis of a place.
struct FilterNumber {
  double time_s;
  FilterSensor sensor;
  std::int32_t index;
  double expected, variance;  // as the filter has them
  double h[16], gain[16];     // reading - expected = h . errors + noise; corrections are gain * (reading - expected)
};

// A guidance epoch: the covariance was brought up to it, the numbers of this time were taken in, and this is what it
// was then.
struct FilterEpoch {
  double time_s, ground_left;
  double covariance[16][16];
};

// A control period of the true flight.
struct FlownPeriod {
  double time_s, length_s;    // its start
  std::int32_t phase;         // then, a Phase
  double p_I[3], v_I[3];      // then
  double q_IB[4], end_IB[4];  // attitude at its start and end
  double change_B[3];         // velocity change without gravity's part, axes of the end
};

// Where they are put; what doesn't fit is counted and left out.
template <class Row>
struct RowSink {
  Row* rows;
  std::size_t capacity, count;

  [[gnu::always_inline]] void add(const Row& row) {
    if (count < capacity) rows[count] = row;
    ++count;
  }
};
struct FilterSink {
  RowSink<FilterNumber> numbers;
  RowSink<FilterEpoch> epochs;
  RowSink<FlownPeriod> periods;
};

}  // namespace farside
