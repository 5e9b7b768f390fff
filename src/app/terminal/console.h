#pragma once
// The only place where farside prints. Results go to stdout; everything else goes to stderr and, where there is one, to
// the log. Control characters, such as those in the name of a file, are told as \x1b; no terminal obeys them.
#include <cstddef>
#include <optional>
#include <string>

namespace farside {

// StoreError when it can't be written: then the command has failed.
void print(const std::string& text);

std::string with_newline(const std::string& text);  // unless it ends in one

// Width of the terminal that a stream (such as STDERR_FILENO) is connected to; nothing where it is none or unknown.
std::optional<std::size_t> terminal_columns(int stream);
// Width of tables: that of the terminal, or COLUMNS, and at least 60. Nothing where standard output is no terminal.
std::optional<std::size_t> table_columns();

// A remark of one line or more; `quiet`: to the log alone. Failure to write it is no error.
enum class Remark { note, warning, error };
void tell(Remark kind, const std::string& text, bool quiet = false);

// Progress, to stderr alone. A text without a final newline, such as a bar, is ended before the next remark.
void print_progress(const std::string& text);
// A line in the log alone.
void print_log(const std::string& line);

// Opens the log; new lines are appended to the file. UsageError, StoreError: it can't be.
void open_log(const std::string& path);
bool has_log();

// From here on each line on stderr is an object: {"event": "note", "message": ...}.
void tell_as_json();

// A remark from within a signal handler.
struct LastWords {
  std::string shown, logged;
};
LastWords last_words_of(Remark kind, const std::string& text);
void tell_from_handler(const LastWords& words);

}  // namespace farside
