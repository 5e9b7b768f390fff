#pragma once
// The only place where farside prints. Results go to stdout; everything else goes to stderr and, where there is one, to
// the log.
#include <cstddef>
#include <optional>
#include <string>

namespace farside {

// StoreError when it can't be written: a result that nobody got is no success.
void print(const std::string& text);

std::string with_newline(const std::string& text);  // unless it ends in one

// How wide the terminal is that a stream (STDERR_FILENO) goes to, where it is one that says so.
std::optional<std::size_t> terminal_columns(int stream);
// How wide tables may be: as the terminal, 60 at least, or as COLUMNS says of it. Nothing where standard output is no
// terminal.
std::optional<std::size_t> table_columns();

// A remark of one line or more; `quiet`: to the log alone. That it can't be written is no error.
enum class Remark { note, warning, error };
void tell(Remark kind, const std::string& text, bool quiet = false);

// Progress, to stderr alone. What ends without a new line, as a bar does, is ended before the next remark.
void print_progress(const std::string& text);
// A line to the log alone.
void print_log(const std::string& line);

// From here on there is a log; what the file has stays. UsageError, StoreError: it can't be.
void open_log(const std::string& path);
bool has_log();

// From here on, what goes to stderr is an object a line: {"event": "note", "message": ...}.
void tell_as_json();

// A remark that a signal handler can give.
struct LastWords {
  std::string shown, logged;
};
LastWords last_words_of(Remark kind, const std::string& text);
void tell_from_handler(const LastWords& words);

}  // namespace farside
