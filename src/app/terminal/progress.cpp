#include "app/terminal/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/terminal/console.h"
#include "app/terminal/estimate.h"
#include "base/error.h"
#include "config/yaml/spelling.h"

namespace farside {
namespace {

struct Figures {
  double share, rate_per_s, left_s;
  Estimates estimates;
};
Figures figures(const Progress& p, Mix mix) {
  const double flown = static_cast<double>(p.tally.flown()), total = static_cast<double>(p.total);
  const double rate = p.elapsed_s > 0 ? static_cast<double>(p.tally.flown() - p.earlier) / p.elapsed_s : 0.0;
  return {total > 0 ? flown / total : 1.0, rate, rate > 0 ? (total - flown) / rate : 0.0,
          estimates_of(p.tally, mix_of(p.forced, mix, p.designed, p.alike), p.mission)};
}

double period_s(ProgressStyle style) {
  switch (style) {
    case ProgressStyle::bar:
      return 0.2;
    case ProgressStyle::json:
      return 1.0;
    case ProgressStyle::sign_of_life:
      return 600.0;
    default:
      return 30.0;
  }
}

// Three significant digits: 5230, 52.3, 0.523.
std::string rate_text(double per_s) {
  return per_s >= 1000 ? fmt::format("{:.0f}", per_s) : fmt::format("{:.3g}", per_s);
}

}  // namespace

const std::vector<std::string>& progress_words() {
  static const std::vector<std::string> words{"auto", "bar", "json", "none"};
  return words;
}

ProgressStyle progress_style(const std::string& word, bool quiet) {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  if (word == "auto" && quiet) return terminal ? ProgressStyle::none : ProgressStyle::sign_of_life;
  if (word == "auto") return terminal ? ProgressStyle::bar : ProgressStyle::lines;
  if (word == "bar") return quiet ? ProgressStyle::none : ProgressStyle::bar;
  if (word == "json") return quiet ? ProgressStyle::none : ProgressStyle::json;
  if (word == "none") return ProgressStyle::none;
  throw UsageError("--progress " + word + ": unknown style" + did_you_mean(nearest_word(word, progress_words())) +
                   "; choose one of auto, bar, json, none");
}

std::string duration_text(double seconds) {
  if (seconds < 10.0) return fmt::format("{:.1f} s", seconds);
  const auto s = static_cast<std::int64_t>(std::ceil(seconds));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  if (s < 86400) return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
  return fmt::format("{} d {:02} h", s / 86400, s / 3600 % 24);
}

std::string progress_bar(const Progress& p, std::size_t columns, Mix mix) {
  const Figures f = figures(p, mix);
  const auto line = [&](std::size_t width, const std::string& rate, const std::string& estimates) {
    const auto filled = static_cast<std::size_t>(f.share * static_cast<double>(width));
    const std::string bar = width > 0 ? fmt::format("[{:<{}}] ", std::string(filled, '#'), width) : "";
    return bar + fmt::format("{:3.0f} %  {}/{}  {}{} left{}", std::floor(100 * f.share), p.tally.flown(), p.total, rate,
                             duration_text(f.left_s), estimates);
  };
  const std::string bounded = "  " + text_of(f.estimates), bare = "  " + text_of(f.estimates, Detail::estimates);
  // A wrapped line can't be overwritten, and a line that fills the last column may wrap. No number is cut short.
  for (const std::string& text :
       {line(16, rate_text(f.rate_per_s) + "/s  ", bounded), line(16, "", bounded), line(8, "", bounded),
        line(0, "", bounded), line(8, "", bare), line(0, "", bare), line(8, "", ""), line(0, "", "")}) {
    if (text.size() < columns) return text;
  }
  return fmt::format("{:.0f} %", std::floor(100 * f.share)).substr(0, columns - 1);
}

std::string progress_line(const Progress& p, Mix mix) {
  const Figures f = figures(p, mix);
  return fmt::format("{} of {} cases in {}, {} a second, {} left; {}", p.tally.flown(), p.total,
                     duration_text(p.elapsed_s), rate_text(f.rate_per_s), duration_text(f.left_s),
                     text_of(f.estimates));
}

std::string progress_json(const Progress& p, Mix mix) {
  const Figures f = figures(p, mix);
  nlohmann::ordered_json line{{"event", "progress"}, {"total", p.total}};
  line.update(json_of(p.tally));
  line["elapsed_s"] = p.elapsed_s;
  line["rate_per_s"] = f.rate_per_s;
  line["left_s"] = f.left_s;
  line["safe_probability"] = json_of(f.estimates.safe);
  if (f.estimates.mission) line["mission_probability"] = json_of(*f.estimates.mission);
  return line.dump();
}

void ProgressReport::operator()(const Progress& p) {
  const bool last = p.tally.flown() == p.total;
  const auto is_due = [&](ProgressStyle style, double& printed_at_s) {
    const bool end = last && style != ProgressStyle::sign_of_life;
    if (style == ProgressStyle::none || (!end && p.elapsed_s - printed_at_s < period_s(style))) return false;
    printed_at_s = p.elapsed_s;
    return true;
  };
  if (has_log() && is_due(ProgressStyle::lines, logged_at_s_)) print_log(progress_line(p, mix_));
  if (!is_due(style_, printed_at_s_)) return;
  if (style_ == ProgressStyle::json) print_progress(progress_json(p, mix_) + "\n");
  if (style_ == ProgressStyle::lines || style_ == ProgressStyle::sign_of_life)
    print_progress(progress_line(p, mix_) + "\n");
  if (style_ == ProgressStyle::bar)
    print_progress("\r" + progress_bar(p, terminal_columns(STDERR_FILENO).value_or(80), mix_) + "\033[K" +
                   (last ? "\n" : ""));
}

}  // namespace farside
