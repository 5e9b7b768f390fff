#pragma once
// How far a campaign is, on stderr.
#include <cstddef>
#include <string>
#include <vector>

#include "app/terminal/estimate.h"
#include "engine/campaign.h"

namespace farside {

// bar: one line that is overwritten; lines: one now and then, for logs; sign_of_life: one every ten minutes while it
// lasts, so that the log of a quiet job tells that it is alive; json: one object a line, for programs.
enum class ProgressStyle { none, bar, lines, sign_of_life, json };

const std::vector<std::string>& progress_words();
// From one of these words; `auto` is a bar where stderr is a terminal, else lines. A quiet run has none or, where
// `auto` stands and stderr is no terminal, signs of life. UsageError for another word.
ProgressStyle progress_style(const std::string& word, bool quiet = false);

class ProgressReport {
 public:
  // `mix`: what the campaign's design makes of its cases.
  explicit ProgressReport(ProgressStyle style, Mix mix = Mix::drawn) : style_(style), mix_(mix) {}
  // Prints if it is time to, and a line to the log every 30 s; the last report is always printed, except as a sign of
  // life.
  void operator()(const Progress& progress);

 private:
  ProgressStyle style_;
  Mix mix_;
  double printed_at_s_ = 0.0, logged_at_s_ = 0.0;
};

// Shorter than `columns` (2 or more): without the rate, then with a short bar or none, then without intervals, where
// there is no room.
std::string progress_bar(const Progress& progress, std::size_t columns, Mix mix = Mix::drawn);
std::string progress_line(const Progress& progress, Mix mix = Mix::drawn);
std::string progress_json(const Progress& progress, Mix mix = Mix::drawn);

// 1.2 s, 12 s, 3 min 20 s, 2 h 05 min, 3 d 4 h.
std::string duration_text(double seconds);

}  // namespace farside
