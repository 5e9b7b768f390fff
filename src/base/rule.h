#pragma once
// Rules between keys: what must hold of the nominal parameters and of every draw. They are in the *_rules.h of the
// room whose structs they are about, as code on doubles that reports to a judge. One list: config/ runs it on the file,
// sampling/ on each case.
//   judge.not_above(p.thrust_min_N, p.thrust_max_N);
//   judge.require(moment > 0.0, {&p.inertia_x_kg_m2}, "the moment of inertia about body {} is 0", "x");
// A key is named by the address of its member in the parameters or options that are judged; a message gives the place
// of the first one that the file has. Each {} of the text is a double or a word, a double in its shortest form or by
// the format given. Both functions return whether the rule holds.
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
