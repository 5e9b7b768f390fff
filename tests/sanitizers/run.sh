#!/usr/bin/env bash
# The life of a campaign by a program that was built with clang's sanitizers: flown, stopped, killed, resumed, split,
# merged, reduced.
#   bash tests/sanitizers/run.sh PROGRAM QUIET_PROGRAM address,undefined|thread
# PROGRAM has those sanitizers, QUIET_PROGRAM none; FARSIDE_PYTHON: a Python with h5py. First a sanitizer must find what
# is planted for it.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$1 quiet=$2 kind=$3
status=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

verdict() { # what it says, what holds (0), more for a failure
  if [ "$2" = 0 ]; then echo "ok - sanitizers: $1"; else
    echo "FAIL - sanitizers: $1"
    tail -n 40 "$3"
    status=1
  fi
}

finds() { # what is planted, what a report of it says
  "$scratch/planted" "$1" >"$scratch/log" 2>&1
  [ $? != 0 ] && grep -q "$2" "$scratch/log"
  verdict "$kind finds the $1 that is planted for it" $? "$scratch/log"
}

# Archer tells the thread sanitizer what OpenMP orders. libomp loads it where the loader finds it; this finds it beside
# clang.
find_archer() {
  local file
  for file in "$(clang++ -print-file-name=libarcher.so)" "$(clang++ -print-resource-dir)/../../libarcher.so"; do
    [ ! -f "$file" ] || { realpath -- "$file"; return; }
  done
  return 1
}

# shellcheck source=tests/sanitizers/options.sh
. "$here/options.sh"
if [ "$kind" = thread ]; then
  if ! OMP_TOOL_LIBRARIES=$(find_archer); then
    echo "skip - sanitizers: thread: no libarcher.so beside clang (package libomp-dev); without it OpenMP's barriers" \
      "look like races"
    exit 0
  fi
  export OMP_TOOL_LIBRARIES
fi

if ! clang++ -g -O1 -fopenmp "-fsanitize=$kind" "$here/planted.cpp" -o "$scratch/planted" 2>"$scratch/log"; then
  verdict "$kind: the planted mistakes can be built" 1 "$scratch/log"
  exit 1
fi
if [ "$kind" = thread ]; then
  finds race "ThreadSanitizer: data race"
  "$scratch/planted" ordered >"$scratch/log" 2>&1
  verdict "thread doesn't blame what OpenMP orders" $? "$scratch/log"
  ARCHER_OPTIONS=verbose=1 "$program" run "$here/../../configs/change4.yaml" --cases 2 -o "$scratch/v.h5" \
    >"$scratch/log" 2>&1
  grep -q "Archer detected OpenMP application with TSan" "$scratch/log"
  verdict "thread has archer in the program that it checks" $? "$scratch/log"
else
  finds overflow "AddressSanitizer: heap-buffer-overflow"
  finds shift "runtime error: signed integer overflow"
fi

campaign=("$here/../../configs/change4.yaml" --cases 40 --quiet)
"$program" run "${campaign[@]}" --threads 3 -o "$scratch/a.h5" >"$scratch/log" 2>&1
verdict "$kind finds nothing in a campaign" $? "$scratch/log"
"$program" reduce "$scratch/a.h5" --json "$scratch/a.json" >"$scratch/log" 2>&1
verdict "$kind finds nothing in the statistics" $? "$scratch/log"
"$quiet" run "${campaign[@]}" -o "$scratch/b.h5" >"$scratch/log" 2>&1 &&
  "${FARSIDE_PYTHON:-python3}" "$here/../determinism/rows.py" "$scratch/a.h5" "$scratch/b.h5" >>"$scratch/log" 2>&1
verdict "$kind gives the same rows" $? "$scratch/log"
# A finding is a wrong exit code there.
"${FARSIDE_PYTHON:-python3}" "$here/../cli/survival_test.py" "$program" | sed "s/ - cli: / - sanitizers: $kind: /"
[ "${PIPESTATUS[0]}" = 0 ] || status=1
exit $status
