#pragma once
// The one loop over lanes: fills them with the cases of a list, has a stage fly them round by round, and refills those
// that are through. Nothing else refills a lane, and no case ends but through it. Which lane a case flies in changes no
// bit of what it leaves.
//
// A stage (descent, touchdowns) offers
//   void start_case(int lane, int index)           puts case `index` of the block into a lane, whatever was in it
//   before void run_round(LaneSlots<Real>&, Tracer&)      flies all lanes one round on; those that are through it ends
//   with LaneSlots::end MaskOf<Real> sound() const                     lanes whose state is a number, and one that
//   physics allows void fail_case(int lane, int index)            puts down that a case could not be computed
//   std::int64_t rounds_max() const                by which every case has ended by itself; one that hasn't fails
#include "flight/case_block.h"
#include "flight/trace.h"
#include "lanes/lanes.h"

namespace farside::inline FARSIDE_ISA {

// Which case flies in which lane. Lanes that are not active fly something valid, and nobody looks.
template <class Real>
class LaneSlots {
 public:
  static constexpr int width = LaneTraits<Real>::count;
  MaskOf<Real> active() const { return active_; }

  // Ends the active ones of these lanes; leave(lane, index) puts down how.
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
  bool vacant_ = true;  // some lane has room for the next case
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
  std::int64_t last_round = 0;  // before it no case can be late
  for (std::int64_t round = 0;; ++round) {
    if (slots.vacant_) {
      last_round = round + rounds_max - 1;
      for (int i = 0; i < width; ++i) {
        if (lane(slots.active_, i) || idle[i]) {
          last_round = slots.began_[i] + rounds_max - 1 < last_round ? slots.began_[i] + rounds_max - 1 : last_round;
          continue;
        }
        idle[i] = next >= count;  // then the first case once more
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
