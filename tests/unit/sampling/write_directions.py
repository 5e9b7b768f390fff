#!/usr/bin/env python3
"""Write src/sampling/sobol_directions.cpp: the direction numbers of Joe and Kuo as SciPy ships them.

  write_directions.py --write  write the file into the source tree
  write_directions.py --check  compare with it: exit 1 where it differs

Needs SciPy.
"""
import pathlib
import sys
import textwrap

import numpy as np
import scipy.stats

DIMENSIONS = 512
target = pathlib.Path(__file__).resolve().parents[3] / "src/sampling/sobol_directions.cpp"

HEAD = """\
// Written by tests/unit/sampling/write_directions.py: change that, not this.
//
// Direction numbers new-joe-kuo-6 of S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional
// projections, SIAM J. Sci. Comput. 30 (2008) 2635; https://web.maths.unsw.edu.au/~fkuo/sobol/. They come with this:
//
// Copyright (c) 2008, Frances Y. Kuo and Stephen Joe
// All rights reserved.
//
// Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
// following conditions are met:
//
//     * Redistributions of source code must retain the above copyright notice, this list of conditions and the
//       following disclaimer.
//
//     * Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the
//       following disclaimer in the documentation and/or other materials provided with the distribution.
//
//     * Neither the names of the copyright holders nor the names of the University of New South Wales and the
//       University of Waikato and its contributors may be used to endorse or promote products derived from this
//       software without specific prior written permission.
//
// THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS ``AS IS'' AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT
// NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO
// EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY,
// OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
// DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT,
// STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE,
// EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
#include "sampling/sobol.h"

// clang-format off
namespace farside {

// Dimension after dimension: the primitive polynomial, its coefficients as bits, then as many initial numbers as its
// degree. The first dimension has the polynomial 1 and none.
const std::uint16_t sobol_directions[] = {
"""


def text():
    stored = np.load(pathlib.Path(scipy.stats.__file__).parent / "_sobol_direction_numbers.npz")
    lines = []
    for polynomial, initial in zip(stored["poly"][:DIMENSIONS], stored["vinit"][:DIMENSIONS]):
        degree = int(polynomial).bit_length() - 1
        lines.append(", ".join(str(x) for x in [polynomial, *initial[:degree]]) + ",")
    return HEAD + textwrap.fill(" ".join(lines), 118, initial_indent="  ", subsequent_indent="  ") + """
};

}  // namespace farside
"""


if sys.argv[1:] == ["--write"]:
    target.write_text(text())
elif sys.argv[1:] == ["--check"]:
    sys.exit(0 if target.read_text() == text() else f"{target} differs")
else:
    sys.exit(__doc__)
