#!/usr/bin/env bash
# Makes the table of tests/README.md: every way in which the rows of a campaign were seen to be the same bits.
#   bash tests/table.sh [--slow] >table.md      after tests/run.sh, which builds build/farside and, with clang, build/clang/farside
# --slow: also the scenes on Slurm that take minutes.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
python=${FARSIDE_PYTHON:-build/venv/bin/python}
[ -x "$python" ] || python=python3
export FARSIDE_PYTHON=$python FARSIDE=${FARSIDE:-build/farside}
other=${FARSIDE_OTHER:-build/clang/farside}

all() {
  bash tests/determinism/run.sh
  if [ -x "$other" ]; then bash tests/determinism/run.sh --other "$other"; else echo "skip - determinism: another compiler's build: there is none"; fi
  bash tests/faults/run.sh
  bash tests/schedulers/run.sh "$@"
}

printf '| the same bits | shown |\n|---|---|\n'
all "$@" </dev/null | sed -n 's/^ok - \(.*\)/| \1 | yes |/p; s/^FAIL - \(.*\)/| \1 | **no** |/p; s/^skip - \(.*\)/| \1 | not here |/p'
