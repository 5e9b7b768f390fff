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
# s_rt sends USR1 and -notify sends USR2 before a kill; exit 99 puts a task back into the queue. The parallel
# environment that keeps a job on one node is called FARSIDE_PE (default smp). Queue of all jobs: FARSIDE_PARTITION;
# project: FARSIDE_SITE_OPTIONS="-P moon"; of the array alone: FARSIDE_JOB_OPTIONS.
set -uo pipefail
# shellcheck source=jobs/steps.sh
. "${FARSIDE_JOBS:-$(dirname "${BASH_SOURCE[0]}")}/steps.sh"
# shellcheck disable=SC2034
unfit_for_logs=':,$' # HOST:PATH,HOST:PATH and $TASK_ID

submit_campaign() {
  local all more log limit=() limit_of_merge=() array merge reduce after
  read -ra all <<<"${FARSIDE_SITE_OPTIONS:-} ${FARSIDE_PARTITION:+-q $FARSIDE_PARTITION}"
  read -ra more <<<"${FARSIDE_JOB_OPTIONS:-}"
  log=$(shard_folder)
  [ -z "$FARSIDE_WALL_S" ] || limit=(-l "h_rt=$FARSIDE_WALL_S,s_rt=$((FARSIDE_WALL_S - 120))")
  [ -z "${FARSIDE_MERGE_S:-}" ] || limit_of_merge=(-l "h_rt=$FARSIDE_MERGE_S,s_rt=$FARSIDE_MERGE_S")
  array=$(submit shard qsub -terse -N "$(job_name fly)" -t "$((FARSIDE_FIRST + 1))-$FARSIDE_SHARDS" \
    ${FARSIDE_ARRAY_LIMIT:+-tc "$FARSIDE_ARRAY_LIMIT"} -pe "${FARSIDE_PE:-smp}" "${FARSIDE_THREADS:-8}" \
    "${limit[@]}" -o "$log/" -v "$FARSIDE_EXPORTED" "${all[@]}" "${more[@]}" \
    "$FARSIDE_JOBS/gridengine.sh") || unsubmitted
  array=${array%%.*}
  note_jobs gridengine "$array"
  # -hold_jid waits for the end, not for success; merge itself refuses what is missing and names it.
  after=(-o "$FARSIDE_OUTPUT.log" -v "$FARSIDE_EXPORTED" "${limit_of_merge[@]}" "${all[@]}"
    "$FARSIDE_JOBS/gridengine.sh")
  merge=$(submit merge qsub -terse -N "$(job_name merge)" -hold_jid "$array" "${after[@]}") || stranded qdel "$array"
  reduce=$(submit reduce qsub -terse -N "$(job_name reduce)" -hold_jid "$merge" "${after[@]}") ||
    stranded qdel "$array" "$merge"
  note_jobs gridengine "$array" "$merge" "$reduce"
  echo "array $array, merge $merge, reduce $reduce; logs in $log"
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
