#include "flight/lane_scheduler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace farside::lane_scheduler_test {
namespace {

// Case i counts up by 1 a round and ends at `length[i]`; a length of 0 never ends, a negative one becomes NaN at once.
template <class Real>
struct Counting {
  std::vector<double> length;
  std::vector<int> ended = std::vector<int>(length.size(), 0);  // times that a case has ended, and failed
  std::vector<int> failed = std::vector<int>(length.size(), 0);
  std::vector<double> count = std::vector<double>(length.size(), -1.0);
  int started = 0, rounds = 0;
  Real now = Real(0.0), last = Real(0.0);
  int* stop = nullptr;

  void start_case(int i, int index) {
    ++started;
    set_lane(now, i, length[static_cast<std::size_t>(index)] < 0.0 ? std::nan("") : 0.0);
    set_lane(last, i, length[static_cast<std::size_t>(index)]);
  }
  void run_round(LaneSlots<Real>& slots, Tracer<Real>&) {
    if (++rounds == 2 && stop) *stop = 1;
    now = now + Real(1.0);
    slots.end(now == last, [&](int i, int index) {
      ++ended[static_cast<std::size_t>(index)];
      count[static_cast<std::size_t>(index)] = lane(now, i);
    });
  }
  MaskOf<Real> sound() const { return now == now; }
  void fail_case(int, int index) { ++failed[static_cast<std::size_t>(index)]; }
  std::int64_t rounds_max() const { return 40; }
};

template <class Real>
bool fly(Counting<Real>& stage, const std::vector<int>& list, int* stop = nullptr) {
  CaseBlock block{};
  block.stop = stop;
  stage.stop = stop;
  Tracer<Real> trace;
  return fly_lanes(stage, block, list.data(), static_cast<int>(list.size()), trace);
}

template <class Real>
void expect_every_case_once() {
  Counting<Real> stage{{3, 1, 4, 0, 5, 9, 2, -1, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8}};
  std::vector<int> list;
  for (int i = 0; i < 20; ++i)
    if (i != 5) list.push_back(i);
  ASSERT_TRUE(fly(stage, list));
  for (std::size_t i = 0; i < stage.length.size(); ++i) {
    const bool ends = stage.length[i] > 0.0 && i != 5;
    EXPECT_EQ(stage.ended[i], ends ? 1 : 0) << i;
    EXPECT_EQ(stage.failed[i], i == 3 || i == 7 ? 1 : 0) << i;  // the one that never ends, the one that is no number
    if (ends) {
      EXPECT_EQ(stage.count[i], stage.length[i]);
    }
  }
}
TEST(LaneScheduler, EndsEveryCaseOfTheListOnce) {
  expect_every_case_once<double>();
  expect_every_case_once<Lanes>();
}

TEST(LaneScheduler, StopsWhenItIsTold) {
  int stop = 0;
  Counting<Lanes> stage{std::vector<double>(100, 9.0)};
  EXPECT_TRUE(fly(stage, {}, &stop));  // nothing to do
  std::vector<int> list(100);
  for (int i = 0; i < 100; ++i) list[static_cast<std::size_t>(i)] = i;
  EXPECT_FALSE(fly(stage, list, &stop));
  EXPECT_EQ(stage.rounds, 2);
}

TEST(LaneScheduler, GivesIdleLanesAValidCaseOnce) {
  Counting<Lanes> stage{{9.0, 30.0}};
  ASSERT_TRUE(fly(stage, {0, 1}));
  EXPECT_EQ(stage.started, lane_count + 2);  // every lane at first, and the two again whose cases have ended
  EXPECT_EQ(stage.ended[0], 1);              // the idle lanes' copies leave nothing
}

}  // namespace

}  // namespace farside::lane_scheduler_test
