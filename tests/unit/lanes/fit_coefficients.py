#!/usr/bin/env python3
"""Fit the polynomials of src/lanes/math.h and src/random/normal_cdf.h, and write the headers that hold them.

Minimax (Remez exchange, 60 digits) in the relative error of the function itself. Then the coefficients are rounded to
double one by one, lowest power first, and the rest is fitted again around what is already rounded.

  fit_coefficients.py --write  write the headers into the source tree
  fit_coefficients.py --check  compare with them: exit 1 and name the first line that differs

Needs mpmath; a few seconds.
"""
import pathlib
import sys

import mpmath as mp

mp.mp.dps = 60
src = pathlib.Path(__file__).resolve().parents[3] / "src"


def to_double(x):
    """Nearest double, as an mpf. mpmath's float() rounds to nearest, ties to even."""
    return mp.mpf(float(x))


def to_bits(x, bits):
    """Nearest number of so many significant bits."""
    mantissa, exponent = mp.frexp(x)
    return mp.ldexp(mp.nint(mp.ldexp(mantissa, bits)), int(exponent) - bits)


def hexadecimal(x):
    return float(x).hex()


def solve_on(points, powers, target, weight):
    """Coefficients and signed level e with weight * (p - target) = +-e alternating on the points."""
    n = len(powers)
    a = mp.matrix(n + 1, n + 1)
    b = mp.matrix(n + 1, 1)
    for i, x in enumerate(points):
        for j, power in enumerate(powers):
            a[i, j] = x**power
        a[i, n] = (-1) ** i / weight(x)
        b[i] = target(x)
    solution = mp.lu_solve(a, b)
    return [solution[j] for j in range(n)]


def least_squares(target, weight, low, high, powers):
    """Coefficients of the least squares at Chebyshev nodes: within a factor 2 of the minimax error."""
    m = 10 * len(powers)
    nodes = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + mp.mpf(1) / 2) / m) for i in range(m)]
    a = mp.matrix([[weight(x) * x**p for p in powers] for x in nodes])
    b = mp.matrix([weight(x) * target(x) for x in nodes])
    solution = mp.lu_solve(a, b)  # more rows than columns: mpmath solves the normal equations
    return [solution[j] for j in range(len(powers))]


def remez(target, weight, low, high, powers):
    """Minimax coefficients for the powers, in the weighted error, on [low, high]."""
    n = len(powers)
    points = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + mp.mpf("0.48")) / (n + 1))
              for i in range(n + 1)]
    m = 20 * n  # even: no node in the middle, where the weight of exp vanishes
    grid = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + mp.mpf(1) / 2) / m) for i in range(m)]
    known = [(x, weight(x), target(x)) for x in grid]
    for _ in range(6):
        c = solve_on(points, powers, target, weight)
        errors = [w * (sum(cj * x**p for cj, p in zip(c, powers)) - t) for x, w, t in known]
        # the largest error of each run of equal sign
        runs = []
        for (x, _, _), e in zip(known, errors):
            if runs and (runs[-1][1] > 0) == (e > 0):
                if abs(e) > abs(runs[-1][1]):
                    runs[-1] = (x, e)
            else:
                runs.append((x, e))
        while len(runs) > n + 1:
            runs.pop(0 if abs(runs[0][1]) < abs(runs[-1][1]) else -1)
        if len(runs) < n + 1:
            break  # as good as the grid can show
        points = [x for x, _ in runs]
        sizes = [abs(e) for _, e in runs]
        if max(sizes) < min(sizes) * mp.mpf("1.02"):
            break
    return c


def fit(target, weight, low, high, count, refit=True):
    """Doubles c[0..count-1], and the worst weighted error of the rounded polynomial as a power of two."""
    fixed = []
    if not refit:  # where every power matters alike, rounding one leaves nothing that the others could mend
        fixed = [to_double(c) for c in remez(target, weight, low, high, list(range(count)))]
    while len(fixed) < count:
        def rest(x):
            return target(x) - sum(c * x**j for j, c in enumerate(fixed))
        # x^k ... x^n alone vanish at an inner point, where an exchange can't converge: least squares there
        solve = least_squares if low < 0 and fixed else remez
        fixed.append(to_double(solve(rest, weight, low, high, list(range(len(fixed), count)))[0]))
    grid = [low + (high - low) * i / 500 for i in range(1, 501)]
    worst = max(abs(weight(x) * (sum(c * x**j for j, c in enumerate(fixed)) - target(x))) for x in grid)
    return fixed, mp.log(worst, 2)


def series(function, near_zero, limit):
    """The function, replaced by its power series where the closed form would cancel."""
    return lambda x: near_zero(x) if abs(x) < limit else function(x)


def power_series(coefficient, terms=12):
    return lambda x: mp.fsum(coefficient(j) * x**j for j in range(terms))


def fits():
    tiny = mp.mpf("1e-5")
    margin = 1 + mp.mpf("1e-9")
    quarter = (mp.pi / 4 * margin) ** 2
    half_ln2 = mp.log(2) / 2 * margin
    t_max = mp.tan(mp.pi / 8) * margin
    s_max = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * margin

    yield ("sin_coefficients", "sin r = r + r z S(z), z = r^2, |r| <= pi/4", fit(
        series(lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z,
               power_series(lambda j: mp.mpf(-1) ** (j + 1) / mp.factorial(2 * j + 3)), tiny),
        lambda z: z * mp.sqrt(z) / mp.sin(mp.sqrt(z)) if z else mp.mpf(0), mp.mpf(0), quarter, 6))
    yield ("cos_coefficients", "cos r = 1 - z/2 + z^2 C(z), z = r^2, |r| <= pi/4", fit(
        series(lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2,
               power_series(lambda j: mp.mpf(-1) ** j / mp.factorial(2 * j + 4)), tiny),
        lambda z: z**2 / mp.cos(mp.sqrt(z)), mp.mpf(0), quarter, 6))
    yield ("exp_coefficients", "exp r = 1 + r + r^2 E(r), |r| <= ln(2)/2", fit(
        series(lambda r: (mp.exp(r) - 1 - r) / r**2, power_series(lambda j: 1 / mp.factorial(j + 2)), tiny),
        lambda r: r**2 / mp.exp(r), -half_ln2, half_ln2, 10))
    yield ("log_coefficients", "2 atanh s = 2 s + s z L(z), z = s^2, |s| <= (sqrt 2 - 1) / (sqrt 2 + 1)",
           fit(
               series(lambda z: (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z,
                      power_series(lambda j: mp.mpf(2) / (2 * j + 3)), tiny), lambda z: z * mp.sqrt(z) /
               (2 * mp.atanh(mp.sqrt(z))) if z else mp.mpf(0), mp.mpf(0), s_max**2, 7))
    yield ("atan_coefficients", "atan t = t + t z A(z), z = t^2, |t| <= tan(pi/8)", fit(
        series(lambda z: (mp.atan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z,
               power_series(lambda j: mp.mpf(-1) ** (j + 1) / (2 * j + 3)), tiny),
        lambda z: z * mp.sqrt(z) / mp.atan(mp.sqrt(z)) if z else mp.mpf(0), mp.mpf(0), t_max**2, 11))


def constants():
    half_pi = mp.pi / 2
    p1 = to_double(half_pi)
    p2 = to_bits(half_pi - p1, 35)
    yield "half_pi_1", p1, "pi/2 to 53 bits"
    yield "half_pi_2", p2, "the rest, to 35 bits: k times it is exact for k < 2^18"
    yield "half_pi_3", to_double(half_pi - p1 - p2), "what is left after that"
    yield "two_over_pi", to_double(2 / mp.pi), "2/pi"
    ln2 = mp.log(2)
    yield "ln2", to_double(ln2), "ln 2 to 53 bits"
    yield "ln2_rest", to_double(ln2 - to_double(ln2)), "what is left of it"
    short = to_bits(ln2, 42)
    yield "ln2_short", short, "ln 2 to 42 bits: k times it is exact for k < 2^11"
    yield "ln2_short_rest", to_double(ln2 - short), "what is left of it"
    yield "log2_e", to_double(1 / ln2), "1/ln 2"
    yield "quarter_pi", to_double(mp.pi / 4), "pi/4 to 53 bits"
    yield "quarter_pi_rest", to_double(mp.pi / 4 - to_double(mp.pi / 4)), "what is left of it"
    yield "tan_eighth_pi", to_double(mp.tan(mp.pi / 8)), "tan(pi/8)"
    yield "sqrt_half", to_double(mp.sqrt(mp.mpf(1) / 2)), "sqrt(1/2)"


def normal_tail_fit():
    """Phi(-z) = exp(-z^2/2) N(y) / (1 + 1.5 z), y = (z - 4) / (z + 4): smooth and of one size for 0 <= z <= 39."""
    def target(y):
        z = 4 * (1 + y) / (1 - y)
        return (1 + 3 * z / 2) * mp.exp(z * z / 2) * mp.erfc(z / mp.sqrt(2)) / 2

    return fit(target, lambda y: 1 / target(y), mp.mpf(-1), mp.mpf(35) / 43, 24, refit=False)


def array(name, text, fitted):
    values, error = fitted
    return ["", f"// {text}; relative error, rounded: 2^{float(error):.1f}",
            f"inline constexpr double {name}[] = {{", *(f"    {hexadecimal(v)}," for v in values), "};"]


def render(body):
    return "\n".join([
        "#pragma once",
        "// Written by tests/unit/lanes/fit_coefficients.py: change that, not this. Hexadecimal, so that no compiler "
        "rounds.",
        '#include "lanes/lanes.h"', "", "// clang-format off", "namespace farside::inline FARSIDE_ISA::maths {", *body,
        "", "}  // namespace farside::FARSIDE_ISA::maths", ""
    ])


def headers():
    lines = [""]
    lines += [f"inline constexpr double {name} = {hexadecimal(value)};  // {text}" for name, value, text in constants()]
    for one in fits():
        lines += array(*one)
    yield src / "lanes/math_coefficients.h", render(lines)
    yield src / "random/normal_coefficients.h", render(
        array("normal_tail_coefficients",
              "Phi(-z) = exp(-z^2/2) N(y) / (1 + 1.5 z), y = (z - 4) / (z + 4), 0 <= z <= 39", normal_tail_fit()))


def main():
    if sys.argv[1:] not in (["--write"], ["--check"]):
        print(__doc__)
        return 2
    wrong = 0
    for path, text in headers():
        if sys.argv[1] == "--write":
            path.write_text(text)
            continue
        stored = path.read_text().splitlines()
        fitted = text.splitlines()
        for number, (new, old) in enumerate(zip(fitted, stored), 1):
            if new != old:
                print(f"{path.name}:{number}: fitted {new!r}, stored {old!r}")
                wrong = 1
                break
        if len(stored) != len(fitted):
            print(f"{path.name}: {len(stored)} lines, fitted {len(fitted)}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
