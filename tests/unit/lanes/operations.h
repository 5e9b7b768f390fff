#pragma once
// The operations that every kind of lanes has, in one list: check(operation), by which an operation takes three numbers
// of one kind and gives one.
#include "lanes/lanes.h"
#include "lanes/wide.h"

namespace farside::operations {

template <class Check>
void each_calculation(Check&& check) {
  check([](auto a, auto b, auto) { return a + b; });
  check([](auto a, auto b, auto) { return a - b; });
  check([](auto a, auto b, auto) { return a * b; });
  check([](auto a, auto b, auto) { return a / b; });
  check([](auto a, auto, auto) { return -a; });
  check([](auto a, auto, auto) { return farside::sqrt(a); });
  check([](auto a, auto, auto) { return farside::abs(a); });
  check([](auto a, auto b, auto c) { return farside::fma(a, b, c); });
  check([](auto a, auto b, auto) { return farside::min(a, b); });
  check([](auto a, auto b, auto) { return farside::max(a, b); });
  check([](auto a, auto b, auto) { return copy_sign(a, b); });
  check([](auto a, auto b, auto c) { return clamp(a, b, c); });
}

template <class Check>
void each_choice(Check&& check) {
  check([](auto a, auto b, auto c) { return select(a < b, b, c); });
  check([](auto a, auto b, auto c) { return select(a > b, b, c); });
  check([](auto a, auto b, auto c) { return select(a <= b, b, c); });
  check([](auto a, auto b, auto c) { return select(a >= b, b, c); });
  check([](auto a, auto b, auto c) { return select(a == b, b, c); });
  check([](auto a, auto b, auto c) { return select((a < b) & (b < c), b, c); });
  check([](auto a, auto b, auto c) { return select((a < b) | (b < c), b, c); });
  check([](auto a, auto b, auto c) { return select(!(a < b), b, c); });
}

}  // namespace farside::operations
