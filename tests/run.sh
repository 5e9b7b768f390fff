#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test of the project.
#   bash tests/run.sh            all stages in some minutes on two cores
#   bash tests/run.sh --slow     the long rest as well
#   bash tests/run.sh STAGE...   only these stages (and what they need); --list names them
#   --verbose shows what the stages print as they print it; else only what failed is shown
# The last line is `N passed, N failed, N skipped`; the exit code is 0 only if nothing failed.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
# shellcheck source=jobs/requirements.sh
. jobs/requirements.sh
# shellcheck source=tests/side_by_side.sh
. tests/side_by_side.sh

build=build
logs=$build/test-logs
export FARSIDE_SLOW=0
verbose=0
chosen=()
stages=(requirements python format audits build units validation objects determinism cli install faults schedulers
  fuzz compilers sanitizers tidy)

for argument in "$@"; do
  case $argument in
    --slow) FARSIDE_SLOW=1 ;;
    --verbose) verbose=1 ;;
    --list) printf '%s\n' "${stages[@]}"; exit 0 ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "error: unknown option $argument (see --help)" >&2; exit 2 ;;
    *)
      [[ " ${stages[*]} " == *" $argument "* ]] || { echo "error: unknown stage $argument (see --list)" >&2; exit 2; }
      chosen+=("$argument") ;;
  esac
done
[ "${#chosen[@]}" -gt 0 ] || chosen=("${stages[@]}")

# A stage is a function stage_NAME. It prints a line for each claim: `ok - ...`, `FAIL - ...`, `skip - ...`; a non-zero
# exit without a FAIL line counts as one failure.
passed=0 failed=0 skipped=0 broken=""
declare -A ahead=() # stage -> the process group that has begun it

# A stage, and the processor time of all that it has run; that of daemons isn't counted.
timed_stage() {
  local status
  "stage_$1"
  status=$?
  times >"$logs/$1.times" # not of a pipe, which has run nothing
  return $status
}

begin_stages() { # one after the other, beside a stage that leaves a processor idle for a while
  local name
  set -m
  (
    [ "$1" = schedulers ] || renice -n 10 "$BASHPID" >/dev/null # jobs have limits of time
    for name in "$@"; do
      rm -f "$logs/$name.status"
      (timed_stage "$name") >"$logs/$name.log" 2>&1
      echo $? >"$logs/$name.status"
    done
  ) </dev/null &
  for name in "$@"; do ahead[$name]=$!; done
  set +m
}
trap 'kill -- "${ahead[@]/#/-}" 2>/dev/null' EXIT

run_stage() {
  local name=$1 log=$logs/$1.log begin=$SECONDS status ok bad skip
  printf -- '-- %-13s' "$name"
  if [ "$verbose" = 1 ]; then
    echo
    (timed_stage "$name") 2>&1 </dev/null | tee "$log"
    status=${PIPESTATUS[0]}
  elif [ -n "${ahead[$name]:-}" ]; then
    wait "${ahead[$name]}" 2>/dev/null # the status is that of the last one
    status=$(cat "$logs/$name.status" || echo 1)
    unset "ahead[$name]"
  else
    (timed_stage "$name") >"$log" 2>&1 </dev/null
    status=$?
  fi
  ok=$(grep -c '^ok - ' "$log")
  bad=$(grep -c '^FAIL - ' "$log")
  skip=$(grep -c '^skip - ' "$log")
  [ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
  [ "$bad" = 0 ] || [ "$status" != 0 ] || status=1
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
  printf '%5d s %5s s of CPU   %d ok, %d wrong, %d left out\n' $((SECONDS - begin)) \
    "$(awk -F '[ms ]' '{ s += 60 * ($1 + $4) + $2 + $5 } END { print int(s + 0.5) }' "$logs/$name.times")" \
    "$ok" "$bad" "$skip"
  [ "$verbose" = 1 ] || grep '^skip - ' "$log" | sort -u | head -20 | sed 's/^/   /'
  if [ "$status" != 0 ]; then
    [ "$verbose" = 1 ] || tail -n 200 "$log" | sed 's/^/   | /'
    echo "   (all of it: $log)"
  fi
  return "$status"
}

claim() { # text, command...: prints its verdict, and what the command printed where it failed
  local text=$1 out
  shift
  if out=$("$@" 2>&1); then
    echo "ok - $text"
  else
    echo "FAIL - $text"
    echo "$out"
    return 1
  fi
}

# ccache where somebody uses it, that is, where it holds something. A folder stays as it was configured first.
launcher() { # folder
  [ ! -f "$1/CMakeCache.txt" ] && [ -z "${CCACHE_DISABLE:-}" ] || return 0
  ccache --print-stats 2>/dev/null |
    awk '$1 == "files_in_cache" && $2 > 0 { print "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache" }'
}

configure() { # folder, options...
  local folder=$1
  shift
  # shellcheck disable=SC2046
  cmake -S . -B "$folder" -G Ninja -DFARSIDE_WERROR=ON $(launcher "$folder") "$@"
}

# The Python of the tests: a virtual environment of its own; the system's own h5py where PyPI can't be reached.
make_python() {
  local stamp=$build/venv/requirements.txt
  cmp -s tests/python/requirements.txt "$stamp" && return 0
  rm -rf "$build/venv"
  python3 -m venv "$build/venv" &&
    "$build/venv/bin/pip" install -q --disable-pip-version-check --no-input -r tests/python/requirements.txt &&
    cp tests/python/requirements.txt "$stamp"
}

find_python() {
  if [ -f "$build/venv/requirements.txt" ]; then
    FARSIDE_PYTHON=$root/$build/venv/bin/python
  else
    FARSIDE_PYTHON=/usr/bin/python3
    [ ! -x "$FARSIDE_PYTHON" ] || "$FARSIDE_PYTHON" -c "import h5py" 2>/dev/null || install_missing python3-h5py || true
  fi
  export FARSIDE_PYTHON
}

stage_requirements() {
  claim "every package that the tests need is here" install_missing "${farside_test_packages[@]}" || return 1
  install_optional "${farside_optional_packages[@]}"
}

stage_python() {
  make_python || echo "skip - xarray: no virtual environment (can PyPI be reached?), so the system's h5py must do"
}

stage_format() {
  if ! command -v clang-format-14 >/dev/null; then
    echo "skip - format: no clang-format 14 here (another version formats differently)"
    return 0
  fi
  claim "format: the sources are as clang-format 14 leaves them" bash tests/audit/format.sh
}

stage_audits() {
  local status=0
  claim "audit: includes go one way" python3 tests/audit/layers.py || status=1
  claim "audit: no type stands twice under one name" python3 tests/audit/names.py || status=1
  claim "audit: files hold no machine paths and no unfinished work, and are small" python3 tests/audit/files.py ||
    status=1
  claim "audit: cited models stand in src/MODELS.md, pages are whole" python3 tests/audit/docs.py || status=1
  python3 tests/audit/selftest.py || status=1
  find_python
  if "$FARSIDE_PYTHON" -c "import scipy" 2>/dev/null; then
    claim "audit: the direction numbers of the Sobol sequence are those of Joe and Kuo, as SciPy ships them" \
      "$FARSIDE_PYTHON" tests/unit/sampling/write_directions.py --check || status=1
  else
    echo "skip - audit: direction numbers of the Sobol sequence: no SciPy here"
  fi
  return $status
}

# The widest lanes that this CPU has get all kernel tests, the others those of lanes and random: whatever is computed by
# these has the same bits (determinism). --slow: all of them.
test_levels() {
  if [ "$FARSIDE_SLOW" = 1 ]; then
    echo "v2;v3;v4"
  elif grep -qw avx512vl /proc/cpuinfo; then
    echo "v4"
  else
    echo "v3"
  fi
}

stage_build() {
  claim "build: CMake finds everything" \
    configure "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON -DFARSIDE_TESTS=ON -DFARSIDE_BENCH=ON \
    "-DFARSIDE_TEST_LEVELS=$(test_levels)" || return 1
  claim "build: no warning in the program, its tests and its benchmark" cmake --build "$build" || return 1
  claim "build: without GDAL nothing of it is compiled or linked" without_gdal
  [ "$FARSIDE_SLOW" = 0 ] || flies_without_gdal
}

without_gdal() {
  configure "$build/no-gdal" -DCMAKE_BUILD_TYPE=Release -DFARSIDE_GDAL=OFF -DFARSIDE_TESTS=OFF -DFARSIDE_BENCH=OFF ||
    return 1
  ! ninja -C "$build/no-gdal" -t commands farside | grep -E 'include/gdal|libgdal|gdal_gate\.cpp'
}

# --slow: that program, tried.
flies_without_gdal() {
  claim "build: a program without GDAL" cmake --build "$build/no-gdal" --target farside || return 1
  find_python
  "$FARSIDE_PYTHON" tests/cli/cli_test.py "$build/no-gdal/farside"
}

stage_units() {
  local xml=$root/$logs/gtest
  rm -rf "$xml" && mkdir -p "$xml"
  find_python
  # Each program writes a report; a program that dies leaves none and shows in ctest's verdict.
  GTEST_OUTPUT="xml:$xml/" ctest --test-dir "$build" --output-on-failure --timeout 300 -j "$(nproc)"
  local status=$?
  python3 tests/gtest_claims.py "$xml" || status=1
  return $status
}

stage_validation() {
  find_python
  FARSIDE=$build/farside bash tests/validation/run.sh
}

objects_of() { find "$1" -path "*/$2.dir/*" -name '*_isa*.o' | head -1; }

configure_debug() {
  configure "$build/debug" -DCMAKE_BUILD_TYPE=Debug -DFARSIDE_TESTS=OFF -DFARSIDE_BENCH=OFF >/dev/null
}

stage_objects() {
  local status=0 name space folder all=(kernel_v2 kernel_v3 kernel_v4 scalar_v2 scalar_v3) unoptimised=(kernel_v3)
  [ "$FARSIDE_SLOW" = 0 ] || unoptimised=("${all[@]}")
  configure_debug || return 1
  cmake --build "$build/debug" --target "${unoptimised[@]}" || return 1
  cmake --build "$build" --target "${all[@]}" || return 1
  for folder in "$build" "$build/debug"; do
    local objects=("${all[@]}")
    [ "$folder" = "$build" ] || objects=("${unoptimised[@]}")
    for name in "${objects[@]}"; do
      space=isa_${name#*_}
      [[ $name != scalar_* ]] || space+=_scalar
      claim "objects: $folder $name keeps to itself and asks for no libm" \
        bash tests/audit/isa_audit.sh "$space" "$(objects_of "$folder/CMakeFiles" "$name")" || status=1
    done
  done
  return $status
}

stage_compilers() {
  if ! command -v clang++ >/dev/null; then
    echo "skip - compilers: no clang++ here"
    return 0
  fi
  find_python
  claim "compilers: clang finds nothing to warn of" build_with_clang || return 1
  local status=0
  "$FARSIDE_PYTHON" tests/determinism/determinism.py --farside "$build/farside" --other "$build/clang/farside" ||
    status=1
  [ "$FARSIDE_SLOW" = 1 ] || return $status
  claim "compilers: g++ -O0" cmake --build "$build/debug" --target farside || return 1
  "$FARSIDE_PYTHON" tests/determinism/determinism.py --farside "$build/farside" --other "$build/debug/farside" ||
    status=1
  return $status
}

build_with_clang() {
  local together=ON optimised=-O0 # which halves what the host's rooms take
  [ "$FARSIDE_SLOW" = 0 ] || together=OFF optimised=-Og # source by source, which finds missing includes
  configure "$build/clang" -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_UNITY_BUILD=$together "-DFARSIDE_ROOMS_OPTIMISED=$optimised" -DFARSIDE_TESTS=OFF -DFARSIDE_BENCH=OFF &&
    cmake --build "$build/clang" --target farside
}

stage_determinism() {
  local status=0
  find_python
  FARSIDE=$build/farside bash tests/determinism/run.sh || status=1
  [ "$FARSIDE_SLOW" = 0 ] || emulate_avx512 || status=1
  return $status
}

# --slow: the AVX-512 kernel where no CPU has it.
emulate_avx512() {
  install_optional "${farside_emulator_packages[@]}"
  if ! command -v bochs-bin >/dev/null || ! command -v apt-get >/dev/null; then
    echo "skip - determinism: an emulated AVX-512 CPU: no Bochs here (package bochs)"
    return 0
  fi
  claim "determinism: a program that an emulator can start" cmake --build "$build" --target kernel_rows || return 1
  claim "determinism: AVX-512 on an emulated CPU gives the rows of baseline and avx2" same_rows_emulated
}

same_rows_emulated() {
  local here emulated
  here=$("$build/tests/kernel_rows" baseline avx2 | cut -d' ' -f2 | sort -u)
  emulated=$(bash tests/determinism/avx512_emulated.sh "$build/tests/kernel_rows" "$build/emulator" | cut -d' ' -f2)
  echo "here: $here; emulated: $emulated"
  [ -n "$emulated" ] && [ "$here" = "$emulated" ]
}

cli_test() { # FOLDER/PROGRAM
  local cases=()
  [ "$1" != cli/memory_test ] || cases=("$many")
  "$FARSIDE_PYTHON" "tests/$1.py" "$program" "${cases[@]}"
}

stage_cli() {
  find_python
  local program=$build/farside many=120000
  [ "$FARSIDE_SLOW" = 0 ] || many=1000000
  export program many
  local tests=(cli/{cli,draws,faults,map,covariance,compare,whatif,reach,envelope,explain,audit}_test
    cli/{sample,saltelli,files,calls,folders,example,library,remarks,declared,terminal,terrain}_test
    cli/{sky,mission,gate,export,film,drivers,rare,stop,survival,memory}_test
    python/{picture,rows,package,report,examples}_test)
  side_by_side cli_test "${tests[@]}"
}

stage_install() {
  local prefix
  python3 tests/package/recipes_test.py "$build/farside" || return 1
  prefix=$(mktemp -d) || return 1
  # shellcheck disable=SC2064
  trap "rm -rf '$prefix'" EXIT
  claim "install: into a folder of one's own" cmake --install "$build" --prefix "$prefix" || return 1
  claim "install: the installed program says what it is" "$prefix/bin/farside" version || return 1
  claim "install: the manual page and the completions of shells are there" \
    bash -c "cd '$prefix/share' && ../bin/farside manual | cmp - man/man1/farside.1 &&
      bash -n bash-completion/completions/farside && test -s zsh/site-functions/_farside" || return 1
  claim "install: a campaign that it prints needs no other file" \
    bash -c "cd '$prefix' && bin/farside example change4 | bin/farside validate - --strict" || return 1
  claim "install: another project finds it by find_package(farside) and flies with it" \
    bash -c "cmake -S tests/package -B '$prefix/other' -DCMAKE_PREFIX_PATH='$prefix' &&
      cmake --build '$prefix/other'" || return 1
  claim "install: the example of flight software of one's own is built against the installed header and flown" \
    bash -c "cp -r '$prefix/share/farside' '$prefix/copy' && cd '$prefix/copy/examples/flight_software' &&
      cmake -S . -B build -DCMAKE_PREFIX_PATH='$prefix' -DCASES=30 && cmake --build build --target fly" || return 1
  claim "install: the installed program draws a map, by its library of maps" \
    env -C "$prefix" bin/farside terrain share/farside/configs/change4.yaml -o a.tif --width 10 --quiet || return 1
  claim "install: the installed program flies the installed Chang'e-4 campaign" \
    env -C "$prefix" bin/farside run share/farside/configs/change4.yaml --cases 20 -o a.h5 --quiet
}

stage_faults() {
  find_python
  FARSIDE=$root/$build/farside bash tests/faults/run.sh
}

stage_fuzz() {
  local seconds=12
  [ "$FARSIDE_SLOW" = 0 ] || seconds=300
  bash tests/fuzz/run.sh $seconds
}

# --slow: what .clang-tidy asks for.
stage_tidy() {
  if [ "$FARSIDE_SLOW" != 1 ]; then
    echo "skip - tidy: in the slow run (--slow)"
    return 0
  fi
  if ! command -v clang-tidy-14 >/dev/null; then
    echo "skip - tidy: no clang-tidy 14 here (another version checks differently)"
    return 0
  fi
  configure "$build/tidy" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_UNITY_BUILD=ON -DFARSIDE_TESTS=OFF -DFARSIDE_BENCH=OFF &&
    cmake --build "$build/tidy" --target commit_header || return 1
  claim "tidy: clang-tidy 14 finds nothing in src/" env FARSIDE_BUILD="$build/tidy" bash tests/audit/tidy.sh
}

stage_schedulers() {
  local slow=()
  find_python
  # Daemons of a batch system are installed only for root, as in a container, and never by sudo on somebody's desk.
  [ "$(id -u)" != 0 ] || install_optional "${farside_cluster_packages[@]}"
  [ "$FARSIDE_SLOW" = 0 ] || slow=(--slow)
  FARSIDE=$root/$build/farside bash tests/schedulers/run.sh "${slow[@]}"
}

# --slow: address and undefined-behaviour sanitizers on the program and every unit test, then the thread sanitizer on
# the program. By clang: g++ takes many minutes for each kernel, and its thread sanitizer doesn't know its own OpenMP.
stage_sanitizers() {
  if [ "$FARSIDE_SLOW" != 1 ]; then
    echo "skip - sanitizers: in the slow run (--slow)"
    return 0
  fi
  if ! command -v clang++ >/dev/null; then
    echo "skip - sanitizers: no clang++ here"
    return 0
  fi
  local status=0 folder=$build/asan
  # shellcheck source=tests/sanitizers/options.sh
  . tests/sanitizers/options.sh
  find_python
  claim "sanitizers: a program with address and undefined-behaviour sanitizers" \
    build_sanitized "$folder" address,undefined || return 1
  bash tests/sanitizers/run.sh "$folder/farside" "$build/farside" address,undefined || status=1
  claim "sanitizers: every unit test with them" build_tests_of "$folder" || return 1
  build=$folder stage_units || status=1
  claim "sanitizers: a program with the thread sanitizer" build_sanitized "$build/tsan" thread || return 1
  bash tests/sanitizers/run.sh "$build/tsan/farside" "$build/farside" thread || status=1
  return $status
}

build_sanitized() { # folder, sanitizers
  configure "$1" -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Release \
    -DFARSIDE_SANITIZE="$2" -DFARSIDE_TESTS=OFF -DFARSIDE_BENCH=OFF && cmake --build "$1" --target farside
}

build_tests_of() { cmake -B "$1" -DFARSIDE_TESTS=ON && cmake --build "$1"; }

mkdir -p "$logs"
begin=$SECONDS
# Stages that are begun when another one is about to run; what they print comes in their own turn.
beside() { # stage
  local name
  case $1 in
    python) set -- build ;;              # the environment, the format and the audits keep one processor busy
    units) set -- fuzz compilers ;;      # the last test of a stage leaves a processor idle
    cli) set -- schedulers ;;            # Slurm both of them, for two minutes
    *) return ;;
  esac
  for name in "$@"; do
    [[ " ${chosen[*]} " != *" $name "* || $verbose = 1 ]] || echo "$name"
  done
}
for stage in "${stages[@]}"; do
  [[ " ${chosen[*]} " == *" $stage "* ]] || continue
  if [[ $broken = requirements || $broken = build && $stage != audits ]]; then
    printf -- '-- %-13s not run: %s failed\n' "$stage" "$broken"
    continue
  fi
  mapfile -t others < <(beside "$stage")
  [ "${#others[@]}" = 0 ] || begin_stages "${others[@]}"
  run_stage "$stage" || { [[ $stage != requirements && $stage != build ]] || broken=$stage; }
done
printf '%d s in all\n' $((SECONDS - begin))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
