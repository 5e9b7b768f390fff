#include "app/pictures/picture_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <string>

#include "app/terminal/console.h"
#include "app/terminal/progress.h"

namespace farside {
namespace {

// `amount`: how much is there, in words.
void print_bar(double share, double elapsed_s, const std::string& amount) {
  const bool is_done = share >= 1.0;
  print_progress(fmt::format("\r[{:<16}] {:3.0f} %{}  {} {}\033[K{}",
                             std::string(static_cast<std::size_t>(16.0 * share), '#'), std::floor(100.0 * share),
                             amount, duration_text(is_done ? elapsed_s : elapsed_s * (1.0 - share) / share),
                             is_done ? "in all" : "left", is_done ? "\n" : ""));
}

}  // namespace

PictureProgress::PictureProgress(bool quiet) : shown_(!quiet && ::isatty(STDERR_FILENO) != 0) {}

void PictureProgress::operator()(double share) {
  constexpr double every_s = 0.2;
  const double now_s = elapsed_s();
  if (!shown_ || share <= 0.0 || (share < 1.0 && now_s < printed_at_s_ + every_s)) return;
  printed_at_s_ = now_s;
  print_bar(share, now_s, "");
}

void PictureProgress::operator()(double share, std::size_t done, std::size_t total) {
  const double now_s = elapsed_s();
  if (shown_) print_bar(share, now_s, fmt::format("  {}/{}  {:.2f}/s", done, total, static_cast<double>(done) / now_s));
}

}  // namespace farside
