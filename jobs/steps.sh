# shellcheck shell=bash
# The steps of a campaign on a cluster: what is the same on every scheduler. Sourced by slurm.sh, gridengine.sh, pbs.sh and lsf.sh.
#
# A template that is called with arguments submits: CONFIG OUTPUT SHARDS [options of `farside run`]. It exports what stands below,
# and the jobs that it submits run the same file again with FARSIDE_STEP set.
#   FARSIDE           the program (default: build/farside of this clone, or the one in PATH)
#   FARSIDE_CONFIG    FARSIDE_OUTPUT    FARSIDE_SHARDS
#   FARSIDE_OPTIONS   more options of `farside run`, quoted for the shell
#   FARSIDE_JOBS      this folder
# Set by you or by submit.sh, where the template's own lines don't suit:
#   FARSIDE_WALL_S    wall time of a shard, in seconds
#   FARSIDE_THREADS   CPUs of a shard
#   FARSIDE_JOB_OPTIONS  more options for sbatch, qsub or bsub, such as "--partition=long"
#   FARSIDE_DRY_RUN=1    print what would be submitted
# What FARSIDE_EXPORTED names must reach the jobs.
# shellcheck disable=SC2034
FARSIDE_EXPORTED=FARSIDE,FARSIDE_CONFIG,FARSIDE_OUTPUT,FARSIDE_SHARDS,FARSIDE_OPTIONS,FARSIDE_JOBS,FARSIDE_STEP,FARSIDE_WALL_S

# Takes CONFIG OUTPUT SHARDS [options] and exports them, with full paths: a job may start in another folder.
describe_campaign() {
  [ $# -ge 3 ] || { echo "usage: bash $0 CONFIG OUTPUT SHARDS [options of farside run]" >&2; exit 2; }
  FARSIDE_JOBS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  FARSIDE=$(find_program) || exit 2
  [ -f "$1" ] && [ -r "$1" ] || { echo "error: $1: no such file, or it may not be read; give a campaign (YAML)" >&2; exit 4; }
  FARSIDE_CONFIG=$(realpath -- "$1") FARSIDE_OUTPUT=$(realpath -m -- "$2") FARSIDE_SHARDS=$3
  shift 3
  FARSIDE_OPTIONS=$([ $# = 0 ] || printf '%q ' "$@")
  [[ $FARSIDE_SHARDS =~ ^[1-9][0-9]*$ ]] || { echo "error: SHARDS is $FARSIDE_SHARDS; give a whole number from 1" >&2; exit 2; }
  [ ! -e "$FARSIDE_OUTPUT" ] || { echo "error: $FARSIDE_OUTPUT exists; nothing is overwritten unasked, so name another file" >&2; exit 2; }
  [ -n "${FARSIDE_DRY_RUN:-}" ] || mkdir -p "$(shard_folder)" || exit 74
  FARSIDE_WALL_S=${FARSIDE_WALL_S:-} FARSIDE_STEP=
  export FARSIDE FARSIDE_CONFIG FARSIDE_OUTPUT FARSIDE_SHARDS FARSIDE_OPTIONS FARSIDE_JOBS FARSIDE_STEP FARSIDE_WALL_S
}

find_program() {
  local program=${FARSIDE:-}
  [ -n "$program" ] || [ ! -x "$FARSIDE_JOBS/../build/farside" ] || program=$FARSIDE_JOBS/../build/farside
  [ -n "$program" ] || program=$(command -v farside) || true
  [ -x "$program" ] || { echo "error: no farside program (${program:-not built, not in PATH}); set FARSIDE to it" >&2; return 1; }
  realpath -- "$program"
}

# The shards stand beside the output until they are merged; logs, too.
shard_folder() { echo "${FARSIDE_OUTPUT%.h5}.$FARSIDE_SHARDS-shards"; }

# Submits a step: submit STEP COMMAND... prints what the command prints; in a dry run it prints the command, and STEP for an id.
# `script_on_stdin` is for a scheduler that wants the script there.
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

# Threads stay on their cores only where this job's CPUs are its own: without a CPU set, all jobs of a node would crowd the first cores.
pin_threads() { # threads
  export OMP_NUM_THREADS=$1
  [ "$(env -u OMP_NUM_THREADS nproc)" -gt "$1" ] || export OMP_PLACES=cores OMP_PROC_BIND=close
}

# Runs farside, passes on to it what signals come, and gives its exit code; `stopped_by` names the last signal.
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
    [ "$signals" != "$before" ] || return $code # a signal ends `wait` early, with a number of its own
  done
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
  pin_threads "$threads"
  run_stoppably "$FARSIDE_CONFIG" -o "$(shard_folder)/$shard.h5" --shard "$shard/$FARSIDE_SHARDS" --threads "$threads" --resume --quiet \
    "${options[@]}" "$@"
  code=$?
  echo "shard $shard of $FARSIDE_SHARDS: exit $code${stopped_by:+ after $stopped_by}, $(date '+%F %T')"
  return $code
}

# One file from all shards; the shards go once it stands, and their logs go into this one.
merge_shards() {
  "$FARSIDE" merge "$(shard_folder)"/*.h5 -o "$FARSIDE_OUTPUT" --quiet || return
  find "$(shard_folder)" -type f ! -name '*.h5' -exec cat {} +
  rm -r "$(shard_folder)"
}

# Statistics as a table in the log and as JSON beside the output; 5 or 6 if the requirements are not met or can't be decided.
reduce_output() { "$FARSIDE" reduce "$FARSIDE_OUTPUT" --json "${FARSIDE_OUTPUT%.h5}.json" --gate; }
