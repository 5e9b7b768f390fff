#include "engine/lone_flight.h"

#include "base/error.h"
#include "engine/float_state.h"
#include "engine/library_flight.h"

namespace farside {
namespace {

template <class Row>
RowSink<Row> sink_of(std::vector<Row>& rows) {
  return {rows.data(), rows.size(), 0};
}

// Are all there? Makes room for them where they aren't.
template <class Row>
bool all_of(const RowSink<Row>& sink, std::vector<Row>& rows) {
  const bool all = sink.count <= sink.capacity;
  rows.resize(sink.count);
  return all;
}

}  // namespace

LoneFlight fly_alone(const KernelSetup& setup, const CaseParams<double>& params, std::uint64_t seed,
                     std::uint64_t case_number, const Kernel& kernel) {
  const FloatState state;
  if (setup.options.gnc.avoidance.mode != AvoidanceMode::none)
    throw InternalError("a lone flight that looks for hazards");
  LoneFlight flight;
  constexpr std::size_t first_guess = 10000;
  flight.history.resize(first_guess);
  flight.numbers.resize(first_guess);
  flight.epochs.resize(first_guess / 10);
  flight.periods.resize(first_guess);
  std::vector<double> inputs(static_cast<std::size_t>(setup.dispersed_count));
  for (bool all = false; !all;) {  // again, where it is longer than the guess
    FilterSink filter{sink_of(flight.numbers), sink_of(flight.epochs), sink_of(flight.periods)};
    TraceSink trace{flight.history.data(), flight.history.size(), 0, &filter};
    const CaseBlock block{
        &case_number, reinterpret_cast<const double*>(&params), &flight.record, inputs.data(), 1, seed, &trace, nullptr,
        nullptr};
    fly_block(kernel.run_scalar, setup, block);
    all = trace.count <= trace.capacity;
    flight.history.resize(trace.count);
    all = all_of(filter.numbers, flight.numbers) && all;
    all = all_of(filter.epochs, flight.epochs) && all;
    all = all_of(filter.periods, flight.periods) && all;
  }
  return flight;
}

}  // namespace farside
