#!/usr/bin/env bash
# Builds the fuzzers with clang and runs each for some seconds.
#   bash tests/fuzz/run.sh [SECONDS] [--table FILE]      SECONDS: for each, default 12
# For less than a minute each they are compiled without what the address sanitizer sees as well, in less time.
# What a fuzzer finds stays in build/fuzz/found/; run the fuzzer on that file to see it again.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
build=${FARSIDE_FUZZ_BUILD:-$root/build/fuzz}
seconds=12 table=""
while [ $# -gt 0 ]; do
  case $1 in
    --table) table=$2; shift 2 ;;
    [0-9]*) seconds=$1; shift ;;
    *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done

# shellcheck disable=SC2016
has_fuzzer() {
  echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
    clang++ -fsanitize=fuzzer,address -x c++ - -o /dev/null 2>/dev/null
}
if ! command -v clang++ >/dev/null || ! has_fuzzer; then
  echo "skip - fuzz: no clang with its fuzzer here (package libclang-rt-dev)"
  exit 0
fi

mkdir -p "$build/found"
options="-O1;-g1"
[ "$seconds" -ge 60 ] || options+=";-fno-sanitize=null,alignment,object-size,vptr"
targets=(configuration_fuzz journal_fuzz campaign_file_fuzz)
launcher=()
! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
if ! cmake -S "$root" -B "$build" -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON -DFARSIDE_SANITIZE=address,undefined,fuzzer-no-link \
  "-DFARSIDE_SANITIZE_OPTIONS=$options" -DFARSIDE_FUZZ=ON -DFARSIDE_TESTS=OFF -DFARSIDE_BENCH=OFF \
  "${launcher[@]}" >"$build/log" 2>&1 ||
  ! cmake --build "$build" --target "${targets[@]}" >>"$build/log" 2>&1; then
  echo "FAIL - fuzz: the fuzzers can't be built"
  tail -50 "$build/log"
  exit 1
fi

# shellcheck source=tests/sanitizers/options.sh
. "$here/../sanitizers/options.sh"
# shellcheck source=tests/side_by_side.sh
. "$here/../side_by_side.sh"
export ASAN_OPTIONS=detect_leaks=0 # HDF5's own free lists look like leaks
export here root build seconds table

fuzz() { # NAME of a fuzzer
  local seeds=("$here/corpus/$1") grown runs verdict=ok found=nothing
  [ "$1" != configuration ] || seeds=("$root/configs" "$root/tests/config/bad" "$here/corpus/$1")
  grown=$(mktemp -d)
  local options=(-max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="$build/found/$1-"
    -rss_limit_mb=2000 -timeout=20 -len_control=0 -max_len=20000)
  "$build/tests/fuzz/${1}_fuzz" "${options[@]}" "$grown" "${seeds[@]}" >"$build/$1.log" 2>&1 ||
    verdict=FAIL found=something
  rm -rf "$grown"
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$1.log")
  [ -z "$table" ] || echo "| $1 | ${runs:-?} | $([ $verdict = ok ] && echo 0 || echo 1) |" >>"$table"
  echo "$verdict - fuzz: $1: ${runs:-?} inputs in $seconds s, $found found"
  [ $verdict = ok ] || { tail -40 "$build/$1.log"; return 1; }
}

side_by_side fuzz configuration journal campaign_file
