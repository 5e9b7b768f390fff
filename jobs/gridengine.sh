#!/usr/bin/env bash
#$ -N farside
#$ -S /bin/bash
#$ -cwd
#$ -j y
#$ -r y
#$ -notify
#$ -l h_rt=04:00:00,s_rt=03:58:00
# A campaign on Grid Engine: an array of shards, then merge, then reduce.
#   bash jobs/gridengine.sh CONFIG OUTPUT SHARDS [options of farside run]
# s_rt sends USR1 and -notify sends USR2 before a kill; exit 99 puts a task back into the queue. The parallel environment that keeps
# a job on one node is called FARSIDE_PE (default smp). Queue and project: FARSIDE_JOB_OPTIONS="-q long.q".
set -uo pipefail
# shellcheck source=jobs/steps.sh
. "${FARSIDE_JOBS:-$(dirname "${BASH_SOURCE[0]}")}/steps.sh"

submit_campaign() {
  local more log limit=() array merge name
  read -ra more <<<"${FARSIDE_JOB_OPTIONS:-}"
  log=$(shard_folder)
  name=farside-$$
  [ -z "$FARSIDE_WALL_S" ] || limit=(-l "h_rt=$FARSIDE_WALL_S,s_rt=$((FARSIDE_WALL_S - 120))")
  array=$(submit shard qsub -terse -N "$name" -t "1-$FARSIDE_SHARDS" -pe "${FARSIDE_PE:-smp}" "${FARSIDE_THREADS:-8}" "${limit[@]}" \
    -o "$log/" -v "$FARSIDE_EXPORTED" "${more[@]}" "$FARSIDE_JOBS/gridengine.sh") || exit
  # -hold_jid waits for the end, not for success; merge itself refuses what is missing and names it.
  merge=$(submit merge qsub -terse -N "$name-merge" -hold_jid "${array%%.*}" -o "$FARSIDE_OUTPUT.log" -v "$FARSIDE_EXPORTED" "${more[@]}" \
    "$FARSIDE_JOBS/gridengine.sh") || exit
  submit reduce qsub -terse -N "$name-reduce" -hold_jid "$merge" -o "$FARSIDE_OUTPUT.log" -v "$FARSIDE_EXPORTED" "${more[@]}" \
    "$FARSIDE_JOBS/gridengine.sh" >/dev/null || exit
  echo "array ${array%%.*}, merge $merge; logs in $log"
}

fly() {
  local code
  fly_shard "$((${SGE_TASK_ID:?no array task: submit by calling this file with arguments} - 1))" "${NSLOTS:-1}"
  code=$?
  [ $code != 75 ] || code=99 # 99: back into the queue
  return $code
}

case ${FARSIDE_STEP:-} in
  shard) fly ;;
  merge) merge_shards ;;
  reduce) reduce_output ;;
  *) describe_campaign "$@" && submit_campaign ;;
esac
