#pragma once
// Rules between keys: what must hold of the nominal parameters and of every draw, and of the choices of a campaign.
// They stand in the *_rules.h of the room whose structs they are about, as code on doubles that tells a judge. Two
// lists, flight/case_rules.h and flight/option_rules.h: config/ runs both on the file, sampling/ the first on each
// case.
//   judge.not_above(p.thrust_min_N, p.thrust_max_N);
//   judge.multiple(o.guidance.period_ticks, o.control.period_ticks);  // of choices alone
//   judge.require(moment > 0.0, {&p.inertia_B.x, &p.gyration_B.x}, "the moment of inertia about body {} is 0", "x");
// A key is told by the address of its member in the parameters or options under judgement; the first one that the file
// has is where a message stands. Numbers of the text are doubles or words, {} shortest or with a format. All return
// whether the rule holds.
#include <cstddef>

namespace farside {

// The judge of a draw: does all hold?
class Holds {
 public:
  bool not_above(const double& value, const double& limit) { return judged(value <= limit); }
  template <std::size_t n, class... Numbers>
  bool require(bool holds, const void* const (&&)[n], const char*, const Numbers&...) {
    return judged(holds);
  }
  bool all() const { return all_; }

 private:
  bool judged(bool holds) {
    all_ = all_ && holds;
    return holds;
  }
  bool all_ = true;
};

}  // namespace farside
