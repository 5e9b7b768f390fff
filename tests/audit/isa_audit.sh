#!/usr/bin/env bash
# Fails if an object compiled for one instruction set holds what would break equal bits or could reach code of another
# set:
#   weak symbols outside its own namespace  the linker keeps one copy for the whole program: SIGILL on an older CPU
#   approximate or x87 instructions         other bits on other CPUs (rcp, rsqrt) or other roundings
#   imports                                 libm gives other bits on other CPUs; only the correctly rounded fma() may be
#                                           asked for, by v2, and landings one by one (engine/kernel.h)
# Explicit fma instructions are wanted; contraction shows in the hashes over instruction sets and compilers.
#   isa_audit.sh NAMESPACE OBJECT    isa_v2, isa_v3, isa_v4; isa_v2_scalar, isa_v3_scalar
set -euo pipefail
isa=$1 object=$2
wrong=0
complain() { # what, lines
  [ -n "$2" ] || return 0
  echo "$object: $1:"
  head -5 <<<"$2" | sed 's/^/  /'
  wrong=1
}

[ -s "$object" ] || { echo "$object: no such object"; exit 1; }
symbols=$(nm -C --defined-only "$object")
# V, W, v, w: weak; u: unique. Read-only data outside the namespace (`V` in .rodata) is the same bytes in every object.
complain "weak symbols outside farside::$isa" \
  "$(grep -E '^[0-9a-f]* [WVvwu] ' <<<"$symbols" | grep -v "farside::$isa::" || true)"
code=$(objdump -d --no-show-raw-insn "$object")
complain "approximate instructions" "$(grep -E '\sv?(rcp|rsqrt)(14|28)?[ps][sd]\b' <<<"$code" || true)"
x87='fld|fild|fst|fstp|fistp|fadd|fsub|fmul|fdiv|fsqrt|fsin|fcos|fyl2x|f2xm1|fpatan'
complain "x87 instructions" "$(grep -E "\\s($x87)[a-z]*\\s" <<<"$code" || true)"
allowed='_ZN7farside9scalar_v[23]E[A-Za-z0-9_]*|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|mem(cpy|set|move|cmp)|__cpu_(model|indicator_init|features2)'
[[ $isa != isa_v2* ]] || allowed="$allowed|fma"
complain "imports" "$(nm -u "$object" | awk '{print $2}' | grep -vE "^($allowed)\$" || true)"
[ "$wrong" = 0 ] || exit 1
echo "$object: $(grep -c ' T ' <<<"$symbols") exported function(s); no leak, no approximate instruction, no libm"
