#pragma once
// The one loop over lanes: fills them with the cases of a list, has a stage fly them round by round, and refills those
// that are through. Nothing else refills a lane, and no case ends but through it. Which lane a case flies in changes no
// bit of what it leaves.
//
// A stage (descent, touchdowns) offers
// - `void start_case(int lane, int index)`: puts case `index` of the block into a lane, replacing what was there.
// - `void run_round(LaneSlots<Real>&, Tracer&)`: advances all lanes by one round and calls LaneSlots::end for those
//   that have finished.
// - `MaskOf<Real> sound() const`: lanes whose state is finite and physically possible.
// - `void fail_case(int lane, int index)`: records that a case could not be computed.
// - `std::int64_t rounds_max() const`: rounds within which every case must end; one that does not is failed.
#include "flight/case_block.h"
#include "flight/trace.h"
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

// Which case flies in which lane. An inactive lane repeats a valid case, so that it computes no NaN; its results are
// not read.
template <class Real>
class LaneSlots {
 public:
  static constexpr int width = LaneTraits<Real>::count;
  MaskOf<Real> active() const { return active_; }

  // Ends those of these lanes that are active; leave(lane, index) records the case's result.
  template <class Leave>
  void end(MaskOf<Real> done, Leave&& leave) {
    for (int i = 0; i < width; ++i) {
      if (!lane(done, i) || !lane(active_, i)) continue;
      leave(i, case_[i]);
      set_lane(active_, i, false);
      vacant_ = true;
    }
  }

 private:
  template <class R, class Stage>
  friend bool fly_lanes(Stage& stage, const CaseBlock& block, const int* list, int count, Tracer<R>& trace);

  MaskOf<Real> active_ = MaskOf<Real>(false);
  bool vacant_ = true;  // some lane is free for the next case
  int case_[width] = {};
  std::int64_t began_[width] = {};  // the round in which a lane's case began
};

// Flies cases list[0..count-1] of the block, or 0..count-1 where there is no list. False when it was told to stop
// before all had ended.
template <class Real, class Stage>
bool fly_lanes(Stage& stage, const CaseBlock& block, const int* list, int count, Tracer<Real>& trace) {
  if (count == 0) return true;
  constexpr int width = LaneSlots<Real>::width;
  LaneSlots<Real> slots;
  bool idle[width] = {};
  const std::int64_t rounds_max = stage.rounds_max();
  int next = 0;
  std::int64_t last_round = 0;  // no case can exceed rounds_max before this round
  for (std::int64_t round = 0;; ++round) {
    if (slots.vacant_) {
      last_round = round + rounds_max - 1;
      for (int i = 0; i < width; ++i) {
        if (lane(slots.active_, i) || idle[i]) {
          last_round = slots.began_[i] + rounds_max - 1 < last_round ? slots.began_[i] + rounds_max - 1 : last_round;
          continue;
        }
        idle[i] = next >= count;  // nothing left to fly: the lane repeats the first case
        const int place = idle[i] ? 0 : next++;
        slots.case_[i] = list ? list[place] : place;
        slots.began_[i] = round;
        stage.start_case(i, slots.case_[i]);
        set_lane(slots.active_, i, !idle[i]);
      }
      slots.vacant_ = false;
    }
    if (!any(slots.active_)) return true;
    if (told_to_stop(block)) return false;
    stage.run_round(slots, trace);

    MaskOf<Real> failed = !stage.sound();
    for (int i = 0; round >= last_round && i < width; ++i)
      if (round - slots.began_[i] >= rounds_max - 1) set_lane(failed, i, true);
    if (any(failed & slots.active_)) slots.end(failed, [&](int i, int index) { stage.fail_case(i, index); });
  }
}

}  // namespace farside::inline FARSIDE_ISA
