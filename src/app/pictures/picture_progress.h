#pragma once
// How far pictures are: a line on stderr that is overwritten, where that is a terminal.
#include <chrono>
#include <cstddef>

namespace farside {

class PictureProgress {
 public:
  explicit PictureProgress(bool quiet);
  // Of one picture; no more often than some times a second.
  void operator()(double share);
  // Of pictures, of which so many are there.
  void operator()(double share, std::size_t done, std::size_t total);

 private:
  using Clock = std::chrono::steady_clock;
  double elapsed_s() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  bool shown_;
  double printed_at_s_ = 0.0;
  Clock::time_point begin_ = Clock::now();
};

}  // namespace farside
