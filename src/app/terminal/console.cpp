#include "app/terminal/console.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/utf8.h"
#include "base/whole_number.h"
#include "store/files.h"

namespace farside {
namespace {

std::atomic<int> log_file{-1};
static_assert(std::atomic<int>::is_always_lock_free);  // so that a signal handler may read it
bool as_json = false, line_open = false;

void write_to_stderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

// In one write, so that lines of several programs in one log don't mix.
void write_to_log(const std::string& text) {
  if (log_file >= 0) [[maybe_unused]]
    const ssize_t written = ::write(log_file, text.data(), text.size());
}

// The message without the prefix (program, error or warning) and without the end of the line.
std::string message_of(const std::string& text) {
  std::string message = text.substr(0, text.find_last_not_of('\n') + 1);
  for (const std::string before : {"farside: ", "error: ", "warning: "}) {
    if (message.starts_with(before)) message.erase(0, before.size());
  }
  return message;
}

std::string json_of(Remark kind, const std::string& text) {
  constexpr const char* events[] = {"note", "warning", "error"};
  const nlohmann::ordered_json line{{"event", events[static_cast<int>(kind)]}, {"message", message_of(text)}};
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";  // file names need not be UTF-8
}

std::string shown_text(Remark kind, const std::string& text) {
  return as_json ? json_of(kind, text) : with_newline(text);
}

}  // namespace

std::string with_newline(const std::string& text) { return text.empty() || text.back() != '\n' ? text + "\n" : text; }

void print(const std::string& result) {
  const std::string text = without_controls(result);
  errno = 0;
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0) {
    throw StoreError(std::string("standard output: could not write: ") + std::strerror(errno) +
                     "; check where it is redirected to");
  }
}

std::optional<std::size_t> terminal_columns(int stream) {
  winsize size{};
  if (::ioctl(stream, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

std::optional<std::size_t> table_columns() {
  constexpr std::size_t least = 60;
  if (::isatty(STDOUT_FILENO) == 0) return std::nullopt;
  const char* const wanted = std::getenv("COLUMNS");
  if (const auto columns = whole_number(wanted != nullptr ? wanted : ""); columns && *columns > 0)
    return std::max<std::size_t>(least, *columns);
  const auto columns = terminal_columns(STDOUT_FILENO);
  return columns ? std::max(least, *columns) : columns;
}

void tell(Remark kind, const std::string& remark, bool quiet) {
  const std::string text = without_controls(remark);
  if (!quiet) {
    write_to_stderr((line_open ? "\n" : "") + shown_text(kind, text));
    line_open = false;
  }
  write_to_log(with_newline(text));
}

void print_progress(const std::string& text) {
  line_open = !text.ends_with('\n');
  write_to_stderr(text);
}

void print_log(const std::string& line) { write_to_log(line + "\n"); }

void open_log(const std::string& path) {
  check_output_path(path, Existing::replace);
  log_file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
  if (log_file < 0) throw_store_error(path, "open", errno);
}

bool has_log() { return log_file >= 0; }

void tell_as_json() { as_json = true; }

LastWords last_words_of(Remark kind, const std::string& remark) {
  const std::string text = without_controls(remark);
  return {shown_text(kind, text), with_newline(text)};
}

void tell_from_handler(const LastWords& words) {
  [[maybe_unused]] ssize_t told = ::write(STDERR_FILENO, words.shown.data(), words.shown.size());
  if (log_file >= 0) told = ::write(log_file, words.logged.data(), words.logged.size());
}

}  // namespace farside
