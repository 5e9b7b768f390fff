#!/usr/bin/env bash
# Makes the table of tests/README.md: every way in which the rows of a campaign were seen to be the same bits.
#   bash tests/table.sh [--slow] >table.md      after tests/run.sh, which builds build/farside and, with clang,
#                                               build/clang/farside
# --slow: also the scenes on Slurm that take minutes. A line stands for all claims that differ by the campaign or the
# case alone; it says yes where each of them was seen to hold.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
python=${FARSIDE_PYTHON:-build/venv/bin/python}
[ -x "$python" ] || python=python3
export FARSIDE_PYTHON=$python FARSIDE=${FARSIDE:-build/farside}
other=${FARSIDE_OTHER:-build/clang/farside}

all() {
  bash tests/determinism/run.sh
  if [ -x "$other" ]; then
    bash tests/determinism/run.sh --other "$other"
  else
    echo "skip - determinism: another compiler's build: there is none"
  fi
  bash tests/faults/run.sh
  bash tests/schedulers/run.sh "$@"
}

one_line_a_claim() {
  sed -n -E '/^(ok|FAIL|skip) - /{
    s/ - determinism: [a-z_]+: / - /
    s/ - (determinism|faults|schedulers): / - /
    s/ of case [0-9]+$/ of single cases/
    s/: ([0-9]+) trials,.*/ (\1 trials)/
    s/ \([0-9]+ s\)$//
    p
  }'
}

printf '| the same bits | shown |\n|---|---|\n'
all "$@" </dev/null | one_line_a_claim | awk '
  { verdict = $1; sub(/^[a-zA-Z]+ - /, "") }
  /^damaged files|^stopped by|^races/ { next }  # of no rows
  !($0 in worst) { order[++n] = $0; worst[$0] = verdict }
  verdict == "FAIL" || verdict == "skip" && worst[$0] == "ok" { worst[$0] = verdict }
  function shown(word) { return word == "ok" ? "yes" : word == "FAIL" ? "**no**" : "not here" }
  END { for (i = 1; i <= n; ++i) print "| " order[i] " | " shown(worst[order[i]]) " |" }'
