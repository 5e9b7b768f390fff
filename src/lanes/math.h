#pragma once
// Elementary functions with the same bits on every CPU, at every width, by every compiler: only + - * / sqrt, explicit
// fma and integer operations. The coefficients are ours (tests/unit/lanes/fit_coefficients.py). Round-to-nearest,
// subnormals on. Worst errors and costs: README.md in this folder; the tests hold them.
//
//   sin_cos(x, s, c), sin, cos   |x| <= 2e5; NaN beyond. sin(-0) = -0.
//   exp                          all: overflows to infinity, underflows through the subnormals to 0.
//   log                          x > 0, subnormals too. log(0) = -infinity, of infinity infinity, of negatives NaN.
//   pow(base, exponent)          base > 0.
//   atan2(y, x)                  all; signed zeros and infinities as in IEEE 754.
//   asin, acos                   |x| <= 1; NaN beyond.
//
// NaN in gives NaN out; its sign and payload mean nothing.
#include "lanes/math_atan.h"
#include "lanes/math_exp.h"
#include "lanes/math_trig.h"
