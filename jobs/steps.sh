# shellcheck shell=bash
# The steps of a campaign on a cluster: what is the same on every scheduler. Sourced by slurm.sh, gridengine.sh, pbs.sh
# and lsf.sh.
#
# A template that is called with arguments submits: CONFIG OUTPUT SHARDS [options of `farside run`]. It exports what
# stands below, and the jobs that it submits run the same file again with FARSIDE_STEP set.
#   FARSIDE           the program (default: build/farside of this clone, or the one in PATH)
#   FARSIDE_CONFIG    FARSIDE_OUTPUT    FARSIDE_SHARDS
#   FARSIDE_OPTIONS   more options of `farside run`, quoted for the shell
#   FARSIDE_JOBS      this folder
# Set by you or by submit.sh, where the template's own lines don't suit:
#   FARSIDE_THREADS   CPUs of a shard
#   FARSIDE_WALL_S    FARSIDE_MERGE_S    wall time of a shard, and of merge and reduce each, in seconds
#   FARSIDE_ARRAY_LIMIT  so many shards at once
#   FARSIDE_PARTITION    partition (or queue) of all jobs
#   FARSIDE_SITE_OPTIONS more options of sbatch, qsub or bsub for all jobs, such as "--account=moon"
#   FARSIDE_JOB_OPTIONS  the same for the array alone, such as "--mem=4G"
#   FARSIDE_FIRST     the first shard to fly; those before were flown earlier (default 0)
#   FARSIDE_EXTEND=1  OUTPUT is there and gets what it lacks of the cases
#   FARSIDE_DRY_RUN=1 print what would be submitted
# What FARSIDE_EXPORTED names must reach the jobs.
# shellcheck disable=SC2034
FARSIDE_EXPORTED=FARSIDE,FARSIDE_CONFIG,FARSIDE_OUTPUT,FARSIDE_SHARDS,FARSIDE_OPTIONS,FARSIDE_JOBS,FARSIDE_STEP
FARSIDE_EXPORTED+=,FARSIDE_WALL_S,FARSIDE_FIRST,FARSIDE_EXTEND,FARSIDE_PARTITION

refuse() { # exit code, message
  echo "error: $2" >&2
  exit "$1"
}

# The whole number of such words as 10000, 10k, 2M, 1e4.
whole_number() { # option, word
  local number
  if [[ $2 =~ ^([1-9][0-9]{0,14})$ ]]; then number=$2
  elif [[ $2 =~ ^([1-9][0-9]{0,5})(k|M)$ ]]; then number=${2/k/000} number=${number/M/000000}
  elif [[ $2 =~ ^([1-9][0-9]{0,2})[eE]\+?([0-9]|1[0-2])$ ]]; then number=$((BASH_REMATCH[1] * 10 ** BASH_REMATCH[2]))
  else refuse 2 "$1 $2: give a whole number from 1, such as 10000, 10k or 1e4"; fi
  echo "$number"
}

# A name as it is seen from any folder. What a link or `..` means is left to the system: text alone doesn't tell.
full_path() { if [[ $1 = /* ]]; then echo "$1"; else echo "$PWD/$1"; fi; }

# Takes CONFIG OUTPUT SHARDS [options], checks them and exports them with full paths: a job may start in another folder.
# Links stay: maps are sought beside the link, as `farside run` does.
describe_campaign() {
  [ $# -ge 3 ] || { echo "usage: bash $0 CONFIG OUTPUT SHARDS [options of farside run]" >&2; exit 2; }
  FARSIDE_JOBS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  FARSIDE=$(find_program) || exit 2
  check_names "$1" "$2"
  [ -f "$1" ] || refuse 4 "$1: no such file; give a campaign (YAML)"
  FARSIDE_CONFIG=$(full_path "$1") FARSIDE_OUTPUT=$(full_path "$2") FARSIDE_SHARDS=$3
  shift 3
  FARSIDE_OPTIONS=$([ $# = 0 ] || printf '%q ' "$@")
  FARSIDE_WALL_S=${FARSIDE_WALL_S:-} FARSIDE_FIRST=${FARSIDE_FIRST:-0} FARSIDE_EXTEND=${FARSIDE_EXTEND:-} FARSIDE_STEP=
  FARSIDE_PARTITION=${FARSIDE_PARTITION:-}
  [[ $FARSIDE_SHARDS =~ ^[1-9][0-9]*$ ]] || refuse 2 "SHARDS is $FARSIDE_SHARDS; give a whole number from 1"
  [[ ${FARSIDE_ARRAY_LIMIT:-1} =~ ^[1-9][0-9]*$ ]] ||
    refuse 2 "FARSIDE_ARRAY_LIMIT is $FARSIDE_ARRAY_LIMIT; give a whole number from 1"
  [ -n "$FARSIDE_EXTEND" ] || check_outputs "$FARSIDE_OUTPUT"
  check_campaign "$FARSIDE_CONFIG" "$@" >/dev/null || exit
  check_options "$@" || exit
  [ -n "${FARSIDE_DRY_RUN:-}" ] || mkdir -p -- "$(shard_folder)" || exit 74
  export FARSIDE FARSIDE_CONFIG FARSIDE_OUTPUT FARSIDE_SHARDS FARSIDE_OPTIONS FARSIDE_JOBS FARSIDE_STEP FARSIDE_WALL_S
  export FARSIDE_FIRST FARSIDE_EXTEND FARSIDE_PARTITION
}

# Schedulers read some characters in the name of a log as something else: each template says which, in `unfit_for_logs`.
check_names() { # CONFIG, OUTPUT
  local LC_ALL=C name output
  for name in "$@"; do
    [[ $name != *[[:cntrl:]]* ]] ||
      refuse 2 "$(printf '%q' "$name"): line ends and other control characters don't reach a job; choose another name"
  done
  output=$(full_path "$2")
  [ -z "${unfit_for_logs:-}" ] || [[ $output != *["$unfit_for_logs"]* ]] ||
    refuse 2 "$output: this scheduler can't write a log beside it; choose a name without $unfit_for_logs"
}

# Nothing is overwritten unasked: told now, and not by the last job.
check_outputs() { # OUTPUT
  local file
  for file in "$1" "${1%.h5}.json"; do
    [ ! -e "$file" ] || refuse 2 "$file exists; nothing is overwritten unasked, so name another file${2:+ ($2)}"
  done
}

# The configuration, with what the options of `farside run` change in it, before anything is queued; prints all of it,
# with its defaults.
check_campaign() { # CONFIG, options
  local words=("$1") cases="" word
  shift
  while [ $# -gt 0 ]; do
    word=$1
    case $word in
      --set) words+=(--set "${2:-}"); shift ;;
      --cases | --samples | -n) cases=${2:-}; shift ;;
      --cases=* | --samples=*) cases=${word#*=} ;;
      -n*) cases=${word#-n} ;;
      --set=* | --strict) words+=("$word") ;;
    esac
    if [ -n "$cases" ]; then
      cases=$(whole_number "$word" "$cases") || return
      words+=(--set "campaign.cases=$cases") cases=""
    fi
    [ $# = 0 ] || shift
  done
  "$FARSIDE" validate "${words[@]}" --resolved --quiet
}

# The options of `farside run`, as each job will have them: a shard of no case is refused as any other, in a moment.
check_options() {
  local trial code
  trial=$(mktemp -d) || return 74
  "$FARSIDE" run "$FARSIDE_CONFIG" -o "$trial/0.h5" --shard 0/1000000000000 --threads 1 --resume --quiet "$@" >&2
  code=$?
  rm -r -- "$trial"
  return $code
}

find_program() {
  local program=${FARSIDE:-}
  [ -n "$program" ] || [ ! -x "$FARSIDE_JOBS/../build/farside" ] || program=$FARSIDE_JOBS/../build/farside
  [ -n "$program" ] || program=$(command -v farside) || true
  [ -x "$program" ] || {
    echo "error: no farside program (${program:-not built, not in PATH}); set FARSIDE to it" >&2
    return 1
  }
  realpath -- "$program"
}

# The shards stand beside the output until they are merged; logs, too.
shard_folder() { echo "${FARSIDE_OUTPUT%.h5}.$FARSIDE_SHARDS-shards"; }

# Tells the steps apart in a queue's narrow column; plain characters, as schedulers want them.
job_name() { # step
  local LC_ALL=C name
  name=$(basename -- "$FARSIDE_OUTPUT" .h5)
  echo "$1-${name//[^A-Za-z0-9._]/_}"
}

# Leaves word of the jobs for `farside status`. Where the jobs were as fast as this script, the folder is gone already.
note_jobs() { # scheduler, job ids
  [ -z "${FARSIDE_DRY_RUN:-}" ] || return 0
  {
    printf '%s\n' "first $FARSIDE_FIRST" "shards $FARSIDE_SHARDS" "scheduler $1" "jobs ${*:2}" \
      >"$(shard_folder)/submitted"
  } 2>/dev/null || true
}

# The array itself was refused: what was made for it goes, or the next call would go on with it.
unsubmitted() {
  rmdir -- "$(shard_folder)" 2>/dev/null
  exit 1
}

# The jobs of a campaign whose next step was refused: nobody would merge what they fly.
stranded() { # how to end them, job ids
  refuse 1 "submitted in part, see above; end its jobs with \`$*\` before you submit it again"
}

# Submits a step: submit STEP COMMAND... prints what the command prints; in a dry run it prints the command, and STEP
# for an id. `script_on_stdin` is for a scheduler that wants the script there.
submit() {
  local step=$1
  shift
  if [ -n "${FARSIDE_DRY_RUN:-}" ]; then
    printf 'FARSIDE_STEP=%s' "$step" >&2
    printf ' %q' "$@" >&2
    echo "${script_on_stdin:+ <$script_on_stdin}" >&2
    echo "$step"
  else
    FARSIDE_STEP=$step "$@" <"${script_on_stdin:-/dev/null}"
  fi
}

# Threads are those of the allocation, whatever a profile says. They stay on their cores only where this job's CPUs are
# its own: without a CPU set, all jobs of a node would crowd the first cores.
pin_threads() { # threads
  unset OMP_THREAD_LIMIT OMP_DYNAMIC OMP_PLACES OMP_PROC_BIND GOMP_CPU_AFFINITY
  export OMP_NUM_THREADS=$1
  [ "$(env -u OMP_NUM_THREADS nproc)" -gt "$1" ] || export OMP_PLACES=cores OMP_PROC_BIND=close
}

# Runs farside, passes on to it what signals come, and gives its exit code; `stopped_by` names the last signal. A signal
# that came before the program listened ended it by its default: stopped like any other (75), with nothing to save.
run_stoppably() {
  local code before signal
  stopped_by="" signals=0 flying=""
  # shellcheck disable=SC2064
  for signal in USR1 USR2 TERM INT; do trap "pass_on $signal" "$signal"; done
  "$FARSIDE" run "$@" &
  flying=$!
  [ -z "$stopped_by" ] || kill -TERM "$flying" 2>/dev/null
  while :; do
    before=$signals
    wait "$flying"
    code=$?
    [ "$signals" != "$before" ] || break # a signal ends `wait` early, with a number of its own
  done
  [ $code != 143 ] || [ -z "$stopped_by" ] || code=75
  return $code
}

pass_on() { # signal
  stopped_by=$1 signals=$((signals + 1))
  [ -z "$flying" ] || kill -TERM "$flying" 2>/dev/null
}

# Flies a shard and goes on from whatever an earlier attempt left.
fly_shard() { # shard (from 0), threads, more options
  local shard=$1 threads=$2 code options
  shift 2
  eval "options=($FARSIDE_OPTIONS)"
  [ -z "$FARSIDE_EXTEND" ] || options+=(--missing-of "$FARSIDE_OUTPUT")
  pin_threads "$threads"
  run_stoppably "$FARSIDE_CONFIG" -o "$(shard_folder)/$shard.h5" --shard "$shard/$FARSIDE_SHARDS" --threads "$threads" \
    --resume --quiet "$@" "${options[@]}"
  code=$?
  echo "shard $shard of $FARSIDE_SHARDS: exit $code${stopped_by:+ after $stopped_by}, $threads threads," \
    "$(date '+%F %T')"
  return $code
}

# One file from all shards; the shards go once it stands, and their logs go into this one.
merge_shards() {
  local parts=("$(shard_folder)") overwrite=()
  [ -z "$FARSIDE_EXTEND" ] || parts+=("$FARSIDE_OUTPUT") overwrite=(--overwrite)
  "$FARSIDE" merge "${parts[@]}" -o "$FARSIDE_OUTPUT" --quiet "${overwrite[@]}" || return
  find "$(shard_folder)" -type f ! -name '*.h5' ! -name '.*' ! -name submitted -exec cat {} +
  # A node's own log may hold on to a name for a moment, as on NFS; the output stands all the same.
  rm -r -- "$(shard_folder)" 2>/dev/null || { sleep 2; rm -r -- "$(shard_folder)"; } ||
    echo "$(shard_folder): could not be removed, and is needed no more"
}

# Statistics as a table in the log and as JSON beside the output; 5 or 6 if the campaign's requirements, where it has
# some, are not met or can't be decided.
reduce_output() {
  local code said reduce=("$FARSIDE" reduce "$FARSIDE_OUTPUT" --json "${FARSIDE_OUTPUT%.h5}.json" --overwrite)
  said=$("${reduce[@]}" --gate 2>&1)
  code=$?
  if [ $code = 2 ]; then # it has no requirements, which is known before anything is computed
    "${reduce[@]}"
    return
  fi
  printf '%s\n' "$said"
  [ $code != 6 ] || printf 'undecided; to fly more cases and judge again:\n    %s\n' "$(extend_command)"
  return $code
}

# Cases of a file, as `farside status` counts them: how many are done, and of how many.
cases_of() { "$FARSIDE" status "$1" | sed -n 's/^  done  *\([0-9]*\) of \([0-9]*\) cases.*/\1 \2/p'; }

# With as many cases as `reduce` thinks would decide, and a tenth more; where it doesn't say, with four times those that
# are there.
extend_command() {
  local options words needed done_cases _
  eval "options=($FARSIDE_OPTIONS)"
  read -r done_cases _ < <(cases_of "$FARSIDE_OUTPUT")
  needed=$(sed -n 's/^ *"cases_needed": \([0-9]\{1,15\}\),\{0,1\}$/\1/p' "${FARSIDE_OUTPUT%.h5}.json" |
    sort -n | tail -1)
  needed=$((${needed:-0} + ${needed:-0} / 10))
  [ "$needed" -gt "$done_cases" ] || needed=$((4 * done_cases))
  words=(bash "$FARSIDE_JOBS/submit.sh" "$FARSIDE_CONFIG" -o "$FARSIDE_OUTPUT" --extend "$needed")
  [ -z "$FARSIDE_PARTITION" ] || words+=(--partition "$FARSIDE_PARTITION")
  set -- "${options[@]}"
  options=()
  while [ $# -gt 0 ]; do # those that submit.sh has itself
    case $1 in
      --cases | --threads) shift ;;
      --cases=* | --threads=*) ;;
      *) options+=("$1") ;;
    esac
    [ $# = 0 ] || shift
  done
  [ ${#options[@]} = 0 ] || words+=(-- "${options[@]}")
  printf '%q ' "${words[@]}"
}
