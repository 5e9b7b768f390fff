#include "engine/library_flight.h"

#include <fmt/format.h>
#include <semaphore.h>
#include <stdio_ext.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xmmintrin.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "base/error.h"
#include "engine/guarded_states.h"
#include "flight/case_params.h"
#include "record/software_failure.h"
#include "scenario/flight_library.h"
#include "store/files.h"
#include "store/process/child.h"
#include "store/process/confinement.h"

namespace farside {
namespace {

constexpr double unknown_s = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t memory_beyond = std::uint64_t{1} << 30;  // of the child, for the library
constexpr double blocked_max_s = 60.0;    // a call that uses no processor for so long has been waiting for something
constexpr double between_max_s = 3600.0;  // processor time between two calls: a library has damaged what isn't its own

struct CaseFailure {
  bool failed;
  char what[150];
};

// What parent and child share, in front of the rows.
struct Shared {
  sem_t done;                        // posted when the child is through, or has refused to begin
  std::atomic<std::uint64_t> calls;  // of the library so far, twice: when one begins and when it is over
  std::atomic<std::uint64_t> flown;  // cases flown one at a time
  std::atomic<double> asked_s;       // time of flight at which it was asked last
  TraceSink trace;
  FilterSink filter;
  std::size_t kept_rows;  // of the history, until the software failed; SIZE_MAX: it didn't
  char refusal[1000];     // empty: none
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<double>::is_always_lock_free);

// Memory that a child shares with this process, given out piece by piece.
class SharedMemory {
 public:
  explicit SharedMemory(std::size_t bytes, const std::string& path)
      : bytes_(bytes), memory_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED) throw_store_error(path, "get memory for the flight", errno);
  }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory() { ::munmap(memory_, bytes_); }

  template <class T>
  T* take(std::size_t count) {
    T* const piece = reinterpret_cast<T*>(static_cast<char*>(memory_) + used_);
    used_ += bytes_of<T>(count);
    return piece;
  }
  template <class T>
  static std::size_t bytes_of(std::size_t count) {
    return (count * sizeof(T) + 63) / 64 * 64;
  }

 private:
  std::size_t bytes_, used_ = 0;
  void* memory_;
};

void put_text(char* to, std::size_t size, const std::string& text) {
  const std::size_t n = std::min(size - 1, text.size());
  std::memcpy(to, text.data(), n);
  to[n] = '\0';
}

// What is wrong with commands; empty: nothing.
std::string command_problem(const farside_commands& c, double control_s) {
  static constexpr const char* names[] = {"engine_on",  "thrust_N",   "engine_wait_s", "engine_for_s",  "torque_B.x",
                                          "torque_B.y", "torque_B.z", "direction_L.x", "direction_L.y", "direction_L.z",
                                          "attitude",   "cut_off",    "phase",         "scan"};
  constexpr std::size_t count = sizeof c / sizeof(double);
  static_assert(count == std::size(names));
  double values[count];
  std::memcpy(values, &c, sizeof c);
  for (std::size_t i = 0; i < count; ++i) {
    if (!std::isfinite(values[i])) return fmt::format("{} is {}", names[i], std::isnan(values[i]) ? "NaN" : "infinite");
  }
  const auto wrong = [](const char* name, double value, const std::string& expected) {
    return fmt::format("{} is {}; expected {}", name, value, expected);
  };
  const auto is_flag = [](double x) { return x == 0.0 || x == 1.0; };
  if (!is_flag(c.engine_on)) return wrong("engine_on", c.engine_on, "0 or 1");
  if (c.thrust_N < 0.0) return wrong("thrust_N", c.thrust_N, "0 or more");
  if (c.engine_wait_s < 0.0 || c.engine_wait_s >= control_s)
    return wrong("engine_wait_s", c.engine_wait_s, fmt::format("0 or more, below {}", control_s));
  if (c.engine_for_s <= c.engine_wait_s) return wrong("engine_for_s", c.engine_for_s, "more than engine_wait_s");
  // so that its length can be computed
  const double way = std::max({std::abs(c.direction_L.x), std::abs(c.direction_L.y), std::abs(c.direction_L.z)});
  if (way != 0.0 && !(way >= 1e-100 && way <= 1e100))
    return wrong("direction_L", way, "its largest component 0, or 1e-100 to 1e100");
  if (!is_flag(c.attitude)) return wrong("attitude", c.attitude, "FARSIDE_POINTING or FARSIDE_TORQUE");
  if (!is_flag(c.cut_off)) return wrong("cut_off", c.cut_off, "0 or 1");
  if (!is_flag(c.scan)) return wrong("scan", c.scan, "0 or 1");
  if (!(c.phase >= FARSIDE_IGNITION && c.phase <= FARSIDE_DESCENT && c.phase == std::floor(c.phase)))
    return wrong("phase", c.phase, "FARSIDE_IGNITION to FARSIDE_DESCENT");
  return "";
}

// What is wrong with a site; empty: nothing. The site's frame knows places within a radius of the Moon.
std::string site_problem(const farside_site& s, double radius_m) {
  if (s.result != FARSIDE_FOUND && s.result != FARSIDE_LEAST_BAD && s.result != FARSIDE_UNREACHABLE)
    return fmt::format("result is {}; expected FARSIDE_FOUND, FARSIDE_LEAST_BAD or FARSIDE_UNREACHABLE", s.result);
  for (const auto& [name, value] : {std::pair{"x", s.position_L.x}, {"y", s.position_L.y}, {"z", s.position_L.z}})
    if (!(std::abs(value) < radius_m))
      return fmt::format("position_L.{} is {}; expected a place on the Moon", name,
                         std::isnan(value)   ? "NaN"
                         : std::isinf(value) ? "infinite"
                                             : fmt::format("{:g} m", value));
  for (const auto& [name, value] : {std::pair{"hazard", s.hazard},
                                    {"slope_rad", s.slope_rad},
                                    {"roughness_m", s.roughness_m},
                                    {"clearance_m", s.clearance_m}})
    if (std::isinf(value)) return fmt::format("{} is infinite", name);
  return "";
}

std::string when(double time_s) {
  return std::isnan(time_s) ? std::string("when a case began") : fmt::format("when it was asked at {:.2f} s", time_s);
}

// In the child: stands between kernel and library.
class Host {
 public:
  Host(const LibraryFile& file, std::size_t cases, Shared& shared, CaseFailure* failures)
      : library_(file), states_(file.state_bytes, cases, file.file.path), shared_(shared), failures_(failures) {}

  FlightLibrary functions() { return {begin, step, see, this}; }

 private:
  // noexcept: an exception of the library ends the child.
  static bool begin(void* self, std::size_t index, const farside_known& known) noexcept {
    Host& host = *static_cast<Host*>(self);
    host.control_s_ = known.control_period_s;
    host.radius_m_ = known.radius_m;
    host.states_.clear(index);
    farside_known copy = known;
    return host.call(index, unknown_s, [&] { return host.library_.init(host.states_.state(index), &copy); });
  }
  static bool step(void* self, std::size_t index, const farside_measurements& told, farside_commands& said) noexcept {
    Host& host = *static_cast<Host*>(self);
    if (host.failures_[index].failed) return false;
    farside_measurements copy = told;
    if (!host.call(index, told.time_s, [&] { return host.library_.step(host.states_.state(index), &copy, &said); }))
      return false;
    const std::string problem = command_problem(said, host.control_s_);
    return problem.empty() || host.fail(index, "gave no command " + when(told.time_s) + ": " + problem);
  }

  static bool see(void* self, std::size_t index, const farside_measurements& told, const farside_scan& scan,
                  farside_site& site) noexcept {
    Host& host = *static_cast<Host*>(self);
    if (host.failures_[index].failed) return false;
    const farside_measurements copy = told;
    if (!host.call(index, told.time_s,
                   [&] { return host.library_.see(host.states_.state(index), &copy, &scan, &site); }))
      return false;
    const std::string problem = site_problem(site, host.radius_m_);
    return problem.empty() || host.fail(index, "gave no site " + when(told.time_s) + ": " + problem);
  }

  template <class Call>
  bool call(std::size_t index, double time_s, const Call& function) noexcept {
    shared_.asked_s = time_s;
    ++shared_.calls;
    const unsigned rounding = _mm_getcsr();
    const int result = function();
    _mm_setcsr(rounding);
    ++shared_.calls;
    return result == 0 || fail(index, fmt::format("gave up ({}) {}", result, when(time_s)));
  }
  bool fail(std::size_t index, const std::string& what) {
    failures_[index].failed = true;
    put_text(failures_[index].what, sizeof failures_[index].what, what);
    shared_.kept_rows = shared_.trace.count;
    return false;
  }

  LoadedLibrary library_;
  GuardedStates states_;
  Shared& shared_;
  CaseFailure* failures_;
  double control_s_ = 0.0, radius_m_ = 0.0;
};

using Clock = std::chrono::steady_clock;
double now_s() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

class GuardedFlight {
 public:
  GuardedFlight(KernelRun run, const KernelSetup& setup, const CaseBlock& block)
      : run_(run),
        setup_(setup),
        library_(*setup.library),
        block_(block),
        inputs_(block.inputs ? block.count * static_cast<std::size_t>(setup.dispersed_count) : 0),
        memory_(bytes(), library_.file.path),
        shared_(*new (memory_.take<Shared>(1)) Shared{}),
        failures_(memory_.take<CaseFailure>(block.count)),
        theirs_(block) {
    ::sem_init(&shared_.done, 1, 0);
    theirs_.stop = nullptr;  // they are killed
    theirs_.records = memory_.take<LandingRecord>(block.count);
    theirs_.inputs = inputs_ > 0 ? memory_.take<double>(inputs_) : nullptr;
    std::copy_n(block.records, block.count, theirs_.records);
    if (!block.trace) return;
    theirs_.trace = &shared_.trace;
    shared_.trace = {memory_.take<TraceRecord>(block.trace->capacity), block.trace->capacity, 0, nullptr};
    if (const FilterSink* f = block.trace->filter) {
      shared_.trace.filter = &shared_.filter;
      shared_.filter = {sink(f->numbers), sink(f->epochs), sink(f->periods)};
    }
  }

  std::vector<SoftwareFailure> fly() {
    Ending ending = attempt(0, block_.count, false);
    if (ending == Ending::died) ending = fly_one_by_one();
    if (ending == Ending::stopped) return {};
    return take_over();
  }

 private:
  enum class Ending { finished, died, stopped };

  std::size_t bytes() const {
    std::size_t sum = SharedMemory::bytes_of<Shared>(1) + SharedMemory::bytes_of<CaseFailure>(block_.count) +
                      SharedMemory::bytes_of<LandingRecord>(block_.count) + SharedMemory::bytes_of<double>(inputs_);
    if (!block_.trace) return sum;
    sum += SharedMemory::bytes_of<TraceRecord>(block_.trace->capacity);
    if (const FilterSink* f = block_.trace->filter)
      sum += SharedMemory::bytes_of<FilterNumber>(f->numbers.capacity) +
             SharedMemory::bytes_of<FilterEpoch>(f->epochs.capacity) +
             SharedMemory::bytes_of<FlownPeriod>(f->periods.capacity);
    return sum;
  }
  template <class Row>
  RowSink<Row> sink(const RowSink<Row>& like) {
    return {memory_.take<Row>(like.capacity), like.capacity, 0};
  }

  // In the child.
  void live(std::size_t first, std::size_t count, bool one_by_one) {
    ::__fpurge(stdout);  // what the parent hasn't written yet is the parent's
    ::__fpurge(stderr);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);  // results alone go there
    limit_memory(memory_beyond);
    forbid_network_and_writing();
    try {
      Host host(library_, block_.count, shared_, failures_);
      const FlightLibrary functions = host.functions();
      theirs_.library = &functions;
      if (!one_by_one) {
        run_(setup_, theirs_);
      } else {
        for (std::size_t i = first; i < first + count; ++i) {
          fly_one(i);
          ++shared_.flown;
        }
      }
    } catch (const DataError& e) {
      put_text(shared_.refusal, sizeof shared_.refusal, e.what());
    }
    ::sem_post(&shared_.done);
  }
  void fly_one(std::size_t i) {
    CaseBlock one = theirs_;
    one.case_numbers += i;
    one.params += i * param_count;
    one.records += i;
    if (one.inputs) one.inputs += i * static_cast<std::size_t>(setup_.dispersed_count);
    one.count = 1;
    one.first = i;
    run_(setup_, one);
  }

  // Flies cases in a child.
  Ending attempt(std::size_t first, std::size_t count, bool one_by_one) {
    shared_.calls = shared_.flown = 0;
    shared_.asked_s = unknown_s;
    shared_.kept_rows = std::numeric_limits<std::size_t>::max();
    for (std::size_t i = first; i < first + count; ++i) failures_[i].failed = false;
    shared_.trace.count = 0;
    Child child(library_.file.path, "flying", [&] { live(first, count, one_by_one); });
    std::uint64_t calls = 0;
    double since_s = now_s(), used_s = 0.0;  // when it did the last call, and the processor time that it had used then
    for (;;) {
      if (through()) {
        child.wait();
        if (*shared_.refusal) throw DataError(shared_.refusal);
        return Ending::finished;
      }
      if (told_to_stop(block_)) return Ending::stopped;
      if (const auto end = child.ended()) {
        if (end->killed_from_outside())
          throw StoreError(
              fmt::format("{}: the process that flies with it was killed from outside ({}), as the system "
                          "does where memory is short",
                          library_.file.path, end->text()));
        how_ = fmt::format("crashed ({})", end->text());
        return Ending::died;
      }
      const double processor_s = child.processor_s();
      if (const std::uint64_t by_now = shared_.calls; by_now != calls) {
        calls = by_now;
        since_s = now_s();
        used_s = processor_s;
        continue;
      }
      const bool asked = calls % 2 == 1;
      if (processor_s - used_s > (asked ? library_.call_s : between_max_s)) {
        how_ = asked ? fmt::format("took more than {} s of processor time", library_.call_s)
                     : std::string("left the program that flies it hanging");
        return Ending::died;
      }
      if (asked && now_s() - since_s > blocked_max_s + library_.call_s) {
        how_ = "waited for something";
        return Ending::died;
      }
    }
  }
  // Waits some milliseconds for it.
  bool through() {
    timespec until{};
    ::clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += 5'000'000;
    if (until.tv_nsec >= 1'000'000'000) {
      until.tv_nsec -= 1'000'000'000;
      ++until.tv_sec;
    }
    return ::sem_clockwait(&shared_.done, CLOCK_MONOTONIC, &until) == 0;
  }
  // A case that ends a child which has flown others before is tried in one of its own.
  Ending fly_one_by_one() {
    for (std::size_t first = 0; first < block_.count;) {
      const Ending ending = attempt(first, block_.count - first, true);
      if (ending != Ending::died) return ending;
      const std::size_t flown = std::min<std::size_t>(shared_.flown, block_.count - first - 1);
      if (flown == 0) fail(first);
      first += flown == 0 ? 1 : flown;
    }
    return Ending::finished;
  }
  void fail(std::size_t index) {
    failures_[index].failed = true;
    put_text(failures_[index].what, sizeof failures_[index].what, how_ + " " + when(shared_.asked_s));
  }

  std::vector<SoftwareFailure> take_over() {
    std::vector<SoftwareFailure> failures;
    const std::size_t n = inputs_ / block_.count;
    for (std::size_t i = 0; i < block_.count; ++i) {
      if (!failures_[i].failed) continue;
      failures.push_back({i, block_.case_numbers[i], failures_[i].what});
      theirs_.records[i] = software_failure_record(block_.case_numbers[i]);
      for (std::size_t k = 0; k < n; ++k)
        theirs_.inputs[i * n + k] =
            block_.params[i * param_count + static_cast<std::size_t>(setup_.dispersed_slots[k])];
    }
    std::copy_n(theirs_.records, block_.count, block_.records);
    if (inputs_ > 0) std::copy_n(theirs_.inputs, inputs_, block_.inputs);
    if (block_.trace) {
      copy(shared_.trace, *block_.trace);
      block_.trace->count = std::min(block_.trace->count, shared_.kept_rows);
      if (FilterSink* f = block_.trace->filter) {
        copy(shared_.filter.numbers, f->numbers);
        copy(shared_.filter.epochs, f->epochs);
        copy(shared_.filter.periods, f->periods);
      }
    }
    return failures;
  }
  template <class Sink>
  static void copy(const Sink& from, Sink& to) {
    to.count = from.count;
    std::copy_n(from.rows, std::min(from.count, to.capacity), to.rows);
  }

  KernelRun run_;
  const KernelSetup& setup_;
  const LibraryFile& library_;
  const CaseBlock& block_;
  std::size_t inputs_;
  SharedMemory memory_;
  Shared& shared_;
  CaseFailure* failures_;
  CaseBlock theirs_;  // the block with its results in memory that is shared
  std::string how_;   // the last child ended
};

}  // namespace

std::vector<SoftwareFailure> fly_block(KernelRun run, const KernelSetup& setup, const CaseBlock& block) {
  const bool flies = setup.options.start != StartMode::touchdown;
  if (setup.library && flies) return GuardedFlight(run, setup, block).fly();
  run(setup, block);
  return {};
}

}  // namespace farside
