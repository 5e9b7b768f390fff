#include "app/run/stopping.h"

#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstring>
#include <list>
#include <optional>

#include "app/terminal/console.h"
#include "store/whole_file.h"

namespace farside {
namespace {

constexpr int heeded[] = {SIGTERM, SIGINT, SIGUSR1, SIGUSR2, SIGXCPU, SIGHUP};

// What the signal handler reads, in whichever thread it runs. `flying`: it notes the signal; else it prints the message
// and ends the program.
std::atomic<int> caught{0}, flying{0};
static_assert(std::atomic<int>::is_always_lock_free);  // so that a handler may use them
std::atomic<const LastWords*> last_words{nullptr};

ExitCode code_of(int signal) { return signal == SIGHUP ? ExitCode::store : ExitCode::stopped; }

void on_signal(int signal) {
  int before = 0;
  const bool first = caught.compare_exchange_strong(before, signal),
             again = !first && signal == SIGINT && before == SIGINT;
  if (flying != 0 && !again) return;
  TemporaryFile::remove_all();
  if (const LastWords* words = last_words; words != nullptr) tell_from_handler(*words);
  ::_exit(static_cast<int>(code_of(signal)));
}

// Never freed, since a handler may be reading any of them.
const LastWords* kept(const std::string& message) {
  static auto& messages = *new std::list<LastWords>;
  return &messages.emplace_back(last_words_of(Remark::note, message));
}

// The limit on wall time is a signal, too, so that it interrupts whatever the program is doing.
void send_alarm_in(double seconds) {
  std::signal(SIGALRM, on_signal);
  const double whole = std::floor(seconds);
  const itimerval timer{{0, 0}, {static_cast<time_t>(whole), static_cast<suseconds_t>(1e6 * (seconds - whole))}};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

// As batch systems write it: 04:00:00, 1-12:00:00; nothing of another text.
std::optional<double> clock_time_s(const std::string& text) {
  const std::size_t first = text.find('-') == text.npos ? 1 : 0;
  double parts[4] = {};  // days, hours, minutes, seconds
  const char *at = text.data(), *end = at + text.size();
  for (std::size_t i = first; i < 4; ++i) {
    unsigned value = 0;
    const auto [rest, error] = std::from_chars(at, end, value);
    const bool last = i == 3,
               good = error == std::errc() && (last ? rest == end : rest != end) && (i < 2 || value < 60);
    if (!good || (!last && *rest != (i == 0 ? '-' : ':'))) return std::nullopt;
    parts[i] = value;
    at = rest + 1;
  }
  return 86400 * parts[0] + 3600 * parts[1] + 60 * parts[2] + parts[3];
}

}  // namespace

double parse_duration_s(const std::string& option, const std::string& text) {
  if (const auto clock = clock_time_s(text); clock && *clock > 0) return *clock;
  constexpr struct {
    char letter;
    double seconds;
  } units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
  double total = 0.0;
  std::size_t next_unit = 0;  // each once, from the longest to the shortest
  const char *at = text.data(), *end = at + text.size();
  bool good = at != end;
  while (good && at != end) {
    unsigned value = 0;
    const auto [rest, error] = std::from_chars(at, end, value);
    good = error == std::errc();
    if (!good) break;
    std::size_t unit = next_unit;
    if (rest == end)
      unit = text.find_first_not_of("0123456789") == std::string::npos ? 3 : 4;  // a bare number is in seconds
    else
      while (unit < 4 && units[unit].letter != *rest) ++unit;
    good = unit < 4;
    if (!good) break;
    total += value * units[unit].seconds;
    next_unit = unit + 1;
    at = rest == end ? end : rest + 1;
  }
  if (!good || total <= 0.0)
    throw UsageError(option + " " + text + ": expected a time such as 90s, 45m, 1h30m, 2d or 04:00:00");
  return total;
}

// A broken pipe is an error of the write, as on every other kind of output.
Stopping::Stopping(double max_wall_s) {
  for (const int signal : heeded) {
    if (std::signal(signal, on_signal) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
  std::signal(SIGPIPE, SIG_IGN);
  if (max_wall_s > 0.0) send_alarm_in(max_wall_s);
}

void Stopping::leave_at_once(const std::string& message) {
  last_words = kept(message);
  flying = 0;
  if (caught != 0) on_signal(caught);  // the flight had ended, but the program has more to do
}

void Stopping::note(const std::string& message) {
  last_words = kept(message);
  flying = 1;
}

bool Stopping::wanted() const { return caught != 0; }

std::string Stopping::reason() const {
  if (caught == SIGALRM) return "stopped by --max-wall";
  if (caught == SIGXCPU) return "stopped by SIGXCPU (the limit on CPU time, ulimit -t)";
  return caught == SIGHUP ? "the terminal was closed" : std::string("stopped by SIG") + ::sigabbrev_np(caught);
}

ExitCode Stopping::code() const { return code_of(caught); }

}  // namespace farside
