#!/usr/bin/env bash
# Sizes the shards of a campaign from a timing run of seconds and submits it to this site's scheduler.
#   bash jobs/submit.sh CONFIG -o FILE [options] [-- options of farside run]
#     --cases N          number of cases, such as 10000, 10k, 1e4 (default: that of CONFIG)
#     --extend N         FILE is there and undecided: flies what it lacks of N cases in all, and puts them into it
#     --wall TIME        longest wall time of a job, such as 45m, 4h, 1h30m, 04:00:00, 1-12:00:00 (default 4h, or what
#                        the site allows)
#     --threads N        CPUs of a shard (default 8, or as many as a node has)
#     --shards N         so many shards, instead of as many as needed
#     --array-limit N    at most so many shards at once
#     --partition NAME   partition or queue
#     --scheduler NAME   slurm, gridengine, pbs or lsf (default: the one that is here)
#     --dry-run          says what it would submit
# A shard is as long as two thirds of the wall time, so that most need one job; what takes longer is requeued and goes
# on. Shorter work asks for less: twice what it should take, and five minutes.
set -uo pipefail
FARSIDE_JOBS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=jobs/steps.sh
. "$FARSIDE_JOBS/steps.sh"
# shellcheck source=jobs/site.sh
. "$FARSIDE_JOBS/site.sh"

fail() { refuse 2 "$*"; }
say() { echo "$*" >&2; }

config="" output="" cases="" extend="" wall="" threads="" shards="" scheduler="" more=()
while [ $# -gt 0 ]; do
  word=$1
  case $word in
    -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --dry-run) export FARSIDE_DRY_RUN=1; shift; continue ;;
    --) shift; more=("$@"); break ;;
    --*=*) set -- "${word%%=*}" "${word#*=}" "${@:2}"; continue ;;
    -o | --output | --cases | --extend | --wall | --threads | --shards | --array-limit | --partition | --queue | \
      --scheduler)
      [ $# -ge 2 ] || fail "$word needs a value (see --help)" ;;
    -*) fail "unknown option $word (see --help; options of farside run follow after --)" ;;
    *)
      [ -z "$config" ] || fail "$word: one CONFIG only; options of farside run follow after --"
      config=$word
      shift
      continue
      ;;
  esac
  case $word in
    -o | --output) output=$2 ;;
    --cases) cases=$(whole_number "$word" "$2") || exit ;;
    --extend) extend=$(whole_number "$word" "$2") || exit ;;
    --wall) wall=$2 ;;
    --threads) threads=$(whole_number "$word" "$2") || exit ;;
    --shards) shards=$(whole_number "$word" "$2") || exit ;;
    --array-limit) FARSIDE_ARRAY_LIMIT=$(whole_number "$word" "$2") || exit ;;
    --partition | --queue) FARSIDE_PARTITION=$2 ;;
    --scheduler) scheduler=$2 ;;
  esac
  shift 2
done
if [ -z "$config" ] || [ -z "$output" ]; then fail "CONFIG and -o FILE are needed (see --help)"; fi
[ -z "$cases" ] || [ -z "$extend" ] || fail "--extend N is the number of all cases: leave out --cases"
for word in "${more[@]}"; do
  case $word in
    --cases | --cases=* | --threads | --threads=*) fail "${word%%=*}: is an option of submit.sh; give it before --" ;;
    --strata | --strata=*)
      [ -z "$extend" ] || fail "--extend counts all cases, --strata those of a stratum: extend by run --resume" ;;
    -o | --output | --output=* | --shard | --shard=* | --resume | --overwrite | --missing-of)
      fail "$word: submit.sh gives it to each job itself" ;;
  esac
done
FARSIDE_PARTITION=${FARSIDE_PARTITION:-}
[[ ! $FARSIDE_PARTITION =~ [[:space:]] ]] || fail "--partition '$FARSIDE_PARTITION': is no name"

[ -n "$scheduler" ] || scheduler=$(find_scheduler) ||
  fail "no sbatch, bsub or qsub here; name the --scheduler, or use jobs/single_node.sh"
case $scheduler in
  slurm | gridengine | pbs | lsf) ;;
  *) fail "--scheduler $scheduler: choose slurm, gridengine, pbs or lsf" ;;
esac

# What a node has, and how long a job may be: with more of either a job would wait for ever.
FARSIDE_ARRAY_LIMIT=${FARSIDE_ARRAY_LIMIT:-}
cpus_max="" wall_max=""
if [ "$scheduler" = slurm ]; then
  ask_slurm
  partition=$(slurm_partition)
  cpus_max=$(slurm_cpus_max "$partition") wall_max=$(slurm_wall_max "$partition")
  known=$(slurm_partitions)
  [ -n "$known" ] || say "sinfo doesn't tell what nodes there are: taking what is asked for"
  [ -z "$partition" ] || [ -n "$cpus_max" ] || [ -z "$known" ] ||
    fail "--partition $partition: Slurm has none of that name with nodes in it; there are: $known"
  where="the nodes of ${partition:-the default partition}"
fi
if [ -z "$threads" ]; then
  threads=8
  [ "${cpus_max:-8}" -ge 8 ] || threads=$cpus_max
fi
[ "$threads" -le "${cpus_max:-$threads}" ] ||
  fail "--threads $threads: $where have $cpus_max CPUs at most, so such a job would wait for ever"
if [ -n "$wall" ]; then
  wall_s=$(wall_seconds "$wall") || fail "--wall $wall: write it such as 45m, 4h, 1h30m, 04:00:00 or 1-12:00:00"
  [ "$wall_s" -ge 600 ] || fail "--wall $wall: give at least 10m, or starting costs more than flying"
  [ "$wall_s" -le "${wall_max:-$wall_s}" ] ||
    fail "--wall $wall: $where take jobs of $((wall_max / 60)) minutes at most"
else
  wall_s=14400
  [ "$wall_s" -le "${wall_max:-$wall_s}" ] || wall_s=$wall_max
fi

FARSIDE=$(find_program) || exit 2
export FARSIDE
first_case=0
if [ -n "$extend" ]; then
  [ -e "$output" ] || fail "$output: is not there, so nothing can be extended; leave out --extend, give --cases"
  read -r done_cases all_cases < <(cases_of "$output") || refuse 4 "$output: can't be extended, see above"
  [ "$extend" -ge "$all_cases" ] ||
    fail "--extend $extend: $output is of $all_cases cases already; give the number of all cases"
  if [ "$extend" = "$done_cases" ]; then
    say "$output: has all $extend cases, nothing to submit; to judge it by what $config requires by now:"
    say "    $(printf '%q ' "$FARSIDE" run "$config" -o "$output" --cases "$extend" --resume "${more[@]}")&&" \
      "$(printf '%q ' "$FARSIDE" reduce "$output" --gate)"
    exit 0
  fi
  cases=$extend
  [ "$done_cases" != "$all_cases" ] || first_case=$done_cases # else it has holes, and each shard looks for them
  export FARSIDE_EXTEND=1
else
  check_outputs "$output" "or give --extend N to fly on"
fi
resolved=$(check_campaign "$config" ${cases:+--cases "$cases"} "${more[@]}") || exit
[ -n "$cases" ] || cases=$(sed -n 's/^ *cases: *\([0-9]*\).*/\1/p' <<<"$resolved" | head -1)
[ -n "$cases" ] || fail "$config: could not learn the number of cases; give --cases"

# How many shards the last call chose, where it left work to go on with: another timing might choose another number.
shards_begun() {
  local folder last=""
  for folder in "${output%.h5}".*-shards; do
    [ ! -d "$folder" ] || [[ -n $last && $last -nt $folder ]] || last=$folder
  done
  [[ $last =~ \.([1-9][0-9]*)-shards$ ]] && echo "${BASH_REMATCH[1]}"
}

trial=$(mktemp -d) || exit 74
trap 'rm -rf "$trial"' EXIT
# What FILE was not flown with is told now, also where holes in it keep the trials below from it.
[ -z "$extend" ] ||
  "$FARSIDE" run "$config" -o "$trial/0.h5" --cases 1 --threads 1 --quiet --progress none "${more[@]}" \
    --missing-of "$output" >&2 || exit

# Seconds, with a fraction, that so many cases take on one thread.
seconds_of() {
  local begin=$EPOCHREALTIME part=()
  [ "$first_case" = 0 ] || part=(--missing-of "$output")
  "$FARSIDE" run "$config" -o "$trial/$1.h5" --cases "$(($1 + first_case))" --threads 1 --quiet \
    --progress none "${more[@]}" "${part[@]}" >&2 || return
  awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
}
# More cases until they take two seconds: of less, most is chance, and FARSIDE_TRIAL_S only makes tests quick.
short=$(seconds_of 1) || exit
for ((sample = 128; ; sample *= 8)); do
  long=$(seconds_of $sample) || exit
  ! awk -v a="$short" -v b="$long" -v least="${FARSIDE_TRIAL_S:-2}" 'BEGIN { exit !(b - a >= least) }' || break
done
new_cases=$((cases - first_case))
# Shards are equal parts of all cases, so that with those that were flown before there are more of them.
plan=$(awk -v short="$short" -v long="$long" -v n=$sample -v new=$new_cases -v cases="$cases" \
  -v wall="$wall_s" -v threads="$threads" -v asked="$shards" '
  function up(x) { return int(x) < x ? int(x) + 1 : int(x) }
  BEGIN {
    a_case = (long - short) / (n - 1); if (a_case < 1e-6) a_case = 1e-6
    needed = asked != "" ? int(asked * cases / new) : up(up(new * a_case / (threads * wall * 2 / 3)) * cases / new)
    printf "%.9g %.3g %.3g %d", a_case, 1000 * a_case, new * a_case / 3600, needed
  }')
read -r a_case ms_a_case hours needed <<<"$plan"
limit=$(array_size_max "$scheduler")
begun=$(shards_begun)
chosen=$needed
[ -n "$shards" ] || [ -z "$begun" ] || chosen=$begun
say "$new_cases cases x $ms_a_case ms = $hours core hours (timed with $sample cases on one thread)"
if [ "$chosen" -gt "$limit" ]; then
  say "$chosen shards are more than an array may have here ($limit): $limit longer shards, requeued until they are done"
  chosen=$limit
fi
if [ "$chosen" = "$begun" ]; then say "going on with the $begun shards of an earlier call"
elif [ -n "$begun" ]; then
  say "what an earlier call flew in $begun shards is not taken over; leave out --shards to go on with them"
fi
[ "$chosen" -le "$cases" ] || chosen=$cases
FARSIDE_FIRST=$((first_case * chosen / cases))
count=$((chosen - FARSIDE_FIRST))
# What is asked for decides how soon a job fits into a gap: twice the time that it should take and five minutes, within
# the wall time.
FARSIDE_WALL_S=$(awk -v s="$a_case" -v cases="$cases" -v all_threads=$((chosen * threads)) -v most="$wall_s" '
  BEGIN { t = int(300 + 2 * s * cases / all_threads); if (t < 600) t = 600; print t < most ? t : most }')
# Merging and counting go by the disk: 25,000 rows a second on a local one, a tenth of that on a bad day.
FARSIDE_MERGE_S=$((600 + cases / 2500))
[ "$FARSIDE_MERGE_S" -le "${wall_max:-$FARSIDE_MERGE_S}" ] || FARSIDE_MERGE_S=$wall_max
FARSIDE_THREADS=$threads
export FARSIDE_FIRST FARSIDE_WALL_S FARSIDE_MERGE_S FARSIDE_THREADS FARSIDE_PARTITION FARSIDE_ARRAY_LIMIT
say "$scheduler: $count shards with $threads CPUs and $(((FARSIDE_WALL_S + 59) / 60)) minutes each;" \
  "$(((FARSIDE_MERGE_S + 59) / 60)) minutes for merge and for reduce"
bash "$FARSIDE_JOBS/$scheduler.sh" "$config" "$output" "$chosen" --cases "$cases" "${more[@]}" || exit
[ -n "${FARSIDE_DRY_RUN:-}" ] || say "how far it is: $(printf '%q ' "$FARSIDE" status "$output")"
