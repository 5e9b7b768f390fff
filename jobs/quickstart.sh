#!/usr/bin/env bash
# From a fresh clone to a verdict: installs what is missing, builds farside and flies Chang'e-4 10,000 times.
#   bash jobs/quickstart.sh [FILE]     FILE: the output, default out/change4.h5 (or the first free out/change4-N.h5)
# Needs Debian 12 or Ubuntu 24.04 (other systems: the libraries of jobs/requirements.sh). Run it again at will.
set -euo pipefail

case ${1:-} in
  -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;;
  -*) echo "error: unknown option $1 (usage: bash jobs/quickstart.sh [FILE])" >&2; exit 2 ;;
esac
if [ -n "${1:-}" ] && [ -e "$1" ]; then
  echo "error: $1 exists; nothing is overwritten unasked, so name another file" >&2
  exit 2
fi
output=${1:+$(realpath -m -- "$1")}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=jobs/requirements.sh
. jobs/requirements.sh

say() { printf '\n== %s\n' "$*" >&2; }

say "what is missing on this system"
install_missing "${farside_build_packages[@]}"

say "building farside (Release) into build/"
configure=(-S . -B build -G Ninja)
# A build folder that is there already keeps its own choices.
[ -f build/CMakeCache.txt ] || configure+=(-DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON -DFARSIDE_TESTS=OFF
  -DFARSIDE_BENCH=OFF)
mkdir -p build
if ! cmake "${configure[@]}" >build/configure.log 2>&1; then
  cat build/configure.log >&2
  echo "error: CMake did not find what it needs (above); a stale build/ may be removed and made anew" >&2
  exit 1
fi
cmake --build build --target farside >&2

if [ -z "$output" ]; then
  mkdir -p out
  output=out/change4.h5
  for ((n = 2; ; ++n)); do
    [ -e "$output" ] || break
    output=out/change4-$n.h5
  done
fi

say "flying configs/change4.yaml"
build/farside run configs/change4.yaml -o "$output"

# A page of it where Python has what that needs; packages aren't installed for it.
page=${output%.h5}.html
if [ ! -e "$page" ] && python3 -c "import h5py, matplotlib, pandas" 2>/dev/null; then
  say "a page of it"
  FARSIDE=build/farside PYTHONPATH=analysis python3 -m farside.report "$output" -o "$page" >&2 ||
    echo "note: no page was written (above); the campaign is whole" >&2
fi

cat >&2 <<END

== done: $output
What to do next:
  build/farside reduce $output --json -         # every statistic, as JSON
  build/farside replay $output --case 7         # fly case 7 again and check it bit for bit
  # change anything by its path
  build/farside run configs/change4.yaml -o other.h5 --set start.descent.altitude_m=14000
  build/farside --help
In Python (a virtual environment, never the system's packages):
  python3 -m venv .venv && .venv/bin/pip install ./analysis
  .venv/bin/farside-report $output                                                    # a page of it
  .venv/bin/python -c "import farside; print(farside.open('$output').worst(10))"
END
