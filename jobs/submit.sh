#!/usr/bin/env bash
# Sizes the shards of a campaign from a timing run of seconds and submits it to this site's scheduler.
#   bash jobs/submit.sh CONFIG -o FILE [options] [-- options of farside run]
#     --cases N          number of cases (default: that of CONFIG)
#     --wall TIME        wall time of a job, such as 45m, 4h, 1h30m (default 4h)
#     --threads N        CPUs of a shard (default 8)
#     --shards N         so many shards, instead of as many as needed
#     --scheduler NAME   slurm, gridengine, pbs or lsf (default: the one that is here)
#     --dry-run          says what it would submit
# A shard is as long as two thirds of the wall time, so that most need one job; what takes longer is requeued and goes on.
set -uo pipefail
FARSIDE_JOBS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=jobs/steps.sh
. "$FARSIDE_JOBS/steps.sh"

fail() { echo "error: $*" >&2; exit 2; }
say() { echo "$*" >&2; }

config="" output="" cases="" wall=4h threads=8 shards="" scheduler="" more=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --dry-run) export FARSIDE_DRY_RUN=1; shift ;;
    --) shift; more=("$@"); break ;;
    -o | --output | --cases | --wall | --threads | --shards | --scheduler)
      [ $# -ge 2 ] || fail "$1 needs a value"
      case $1 in
        -o | --output) output=$2 ;;
        --cases) cases=$2 ;;
        --wall) wall=$2 ;;
        --threads) threads=$2 ;;
        --shards) shards=$2 ;;
        --scheduler) scheduler=$2 ;;
      esac
      shift 2 ;;
    -*) fail "unknown option $1 (see --help)" ;;
    *) [ -z "$config" ] || fail "$1: one CONFIG only"; config=$1; shift ;;
  esac
done
[ -n "$config" ] && [ -n "$output" ] || fail "CONFIG and -o FILE are needed (see --help)"
[ -z "$cases" ] || [[ $cases =~ ^[1-9][0-9]*$ ]] || fail "--cases $cases: give a whole number from 1"
[[ $threads =~ ^[1-9][0-9]*$ ]] || fail "--threads $threads: give a whole number from 1"
[ -z "$shards" ] || [[ $shards =~ ^[1-9][0-9]*$ ]] || fail "--shards $shards: give a whole number from 1"
[[ $wall =~ ^(([0-9]+)h)?(([0-9]+)m)?$ ]] && [ -n "$wall" ] || fail "--wall $wall: write hours and minutes, such as 4h, 45m, 1h30m"
wall_s=$((10#${BASH_REMATCH[2]:-0} * 3600 + 10#${BASH_REMATCH[4]:-0} * 60))
[ $wall_s -ge 600 ] || fail "--wall $wall: give at least 10m, or starting costs more than flying"

[ ! -e "$output" ] || fail "$output exists; nothing is overwritten unasked, so name another file"

find_scheduler() {
  if command -v sbatch >/dev/null; then echo slurm
  elif command -v bsub >/dev/null; then echo lsf
  elif [ -n "${SGE_ROOT:-}" ] && command -v qsub >/dev/null; then echo gridengine
  elif command -v qsub >/dev/null; then echo pbs
  else return 1; fi
}
[ -n "$scheduler" ] || scheduler=$(find_scheduler) || fail "no sbatch, bsub or qsub here; name the --scheduler, or use jobs/single_node.sh"
case $scheduler in slurm | gridengine | pbs | lsf) ;; *) fail "--scheduler $scheduler: choose slurm, gridengine, pbs or lsf" ;; esac

# How many tasks an array may have here; what the scheduler's makers ship where the site doesn't tell.
array_limit() {
  local told=""
  case $scheduler in
    slurm) told=$(scontrol show config 2>/dev/null | sed -n 's/^MaxArraySize *= *//p'); told=$((${told:-1001} - 1)) ;;
    gridengine) told=$(qconf -sconf 2>/dev/null | sed -n 's/^max_aj_tasks *//p'); told=${told:-75000} ;;
    pbs) told=$(qmgr -c 'print server' 2>/dev/null | sed -n 's/.*max_array_size *= *//p'); told=${told:-10000} ;;
    lsf) told=$(bparams -a 2>/dev/null | sed -n 's/^ *MAX_JOB_ARRAY_SIZE *= *//p'); told=${told:-1000} ;;
  esac
  [[ $told =~ ^[1-9][0-9]*$ ]] && echo "$told" || echo 1000
}

# Seconds, with a fraction, that a campaign of so many cases takes on one thread.
seconds_of() {
  local begin=$EPOCHREALTIME
  "$FARSIDE" run "$config" -o "$trial/$1.h5" --cases "$1" --threads 1 --quiet --progress none "${more[@]}" >&2 || return
  awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
}

# How many shards the last call chose, where it left work to go on with: another timing might choose another number.
shards_begun() {
  local folder last=""
  for folder in "${output%.h5}".*-shards; do
    [ ! -d "$folder" ] || [[ -n $last && $last -nt $folder ]] || last=$folder
  done
  [[ $last =~ \.([1-9][0-9]*)-shards$ ]] && echo "${BASH_REMATCH[1]}"
}

FARSIDE=$(find_program) || exit 2
export FARSIDE
[ -n "$cases" ] || cases=$("$FARSIDE" validate "$config" --resolved | sed -n 's/^ *cases: *\([0-9]*\).*/\1/p' | head -1)
[ -n "$cases" ] || fail "$config: could not learn the number of cases; give --cases"

trial=$(mktemp -d) || exit 74
trap 'rm -rf "$trial"' EXIT
# More cases until they take two seconds: of less, most is chance.
short=$(seconds_of 1) || exit
for ((sample = 128; ; sample *= 8)); do
  long=$(seconds_of $sample) || exit
  ! awk -v a="$short" -v b="$long" 'BEGIN { exit !(b - a >= 2) }' || break
done
plan=$(awk -v short="$short" -v long="$long" -v n=$sample -v cases="$cases" -v wall=$wall_s -v threads="$threads" 'BEGIN {
  a_case = (long - short) / (n - 1); if (a_case < 1e-6) a_case = 1e-6
  shards = cases * a_case / (threads * wall * 2 / 3); whole = int(shards); if (whole < shards) ++whole
  print a_case, cases * a_case / 3600, whole }')
read -r a_case hours needed <<<"$plan"
limit=$(array_limit)
begun=$(shards_begun)
chosen=${shards:-${begun:-$needed}}
say "$(printf '%s cases x %.3g ms = %.3g core hours (timed with %d cases on one thread)' "$cases" "$(awk "BEGIN { print 1000 * $a_case }")" "$hours" $sample)"
if [ "$chosen" -gt "$limit" ]; then
  say "$chosen shards are more than an array may have here ($limit): $limit longer shards, requeued until they are done"
  chosen=$limit
fi
if [ -n "$begun" ]; then
  [ "$chosen" = "$begun" ] && say "going on with the $begun shards of an earlier call" ||
    say "what an earlier call flew in $begun shards is not taken over; leave out --shards to go on with them"
fi
[ "$chosen" -le "$cases" ] || chosen=$cases
say "$scheduler: $chosen shards with $threads CPUs each, $wall wall time"
FARSIDE_WALL_S=$wall_s FARSIDE_THREADS=$threads bash "$FARSIDE_JOBS/$scheduler.sh" "$config" "$output" "$chosen" --cases "$cases" "${more[@]}"
