#!/usr/bin/env bash
#BSUB -R "span[hosts=1]"
#BSUB -r
#BSUB -Q "75"
#BSUB -wa USR2
#BSUB -wt 2
# A campaign on LSF: an array of shards, then merge, then reduce.
#   bash jobs/lsf.sh CONFIG OUTPUT SHARDS [options of farside run]
# -wa/-wt: USR2 two minutes before the run limit; -Q "75": a shard that was stopped goes back into the queue; -r: after
# a host failure, too. Queue of all jobs: FARSIDE_PARTITION; project: FARSIDE_SITE_OPTIONS="-P moon"; of the array
# alone: FARSIDE_JOB_OPTIONS.
set -uo pipefail
# shellcheck source=jobs/steps.sh
. "${FARSIDE_JOBS:-$(dirname "${BASH_SOURCE[0]}")}/steps.sh"
# shellcheck disable=SC2034
unfit_for_logs='%' # %J, %I

# bsub says: Job <123> is submitted to queue <normal>.
job_id() { sed -n 's/.*Job <\([0-9]*\)>.*/\1/p;t;/^[a-z]*$/p'; }

submit_campaign() {
  local all more log array merge reduce tasks wall=$(((${FARSIDE_WALL_S:-14400} + 59) / 60)) after
  read -ra all <<<"${FARSIDE_SITE_OPTIONS:-} ${FARSIDE_PARTITION:+-q $FARSIDE_PARTITION}"
  read -ra more <<<"${FARSIDE_JOB_OPTIONS:-}"
  log=$(shard_folder)
  tasks="[$((FARSIDE_FIRST + 1))-$FARSIDE_SHARDS]${FARSIDE_ARRAY_LIMIT:+%$FARSIDE_ARRAY_LIMIT}"
  script_on_stdin=$FARSIDE_JOBS/lsf.sh # bsub reads #BSUB lines only there
  array=$(submit shard bsub -J "$(job_name fly)$tasks" -n "${FARSIDE_THREADS:-8}" -W "$wall" -o "$log/%I.log" \
    "${all[@]}" "${more[@]}" | job_id)
  [ -n "$array" ] || unsubmitted
  note_jobs lsf "$array"
  # -ti: a job whose dependency can't come true any more is ended.
  after=(-ti -n 1 -W "$(((${FARSIDE_MERGE_S:-$((60 * wall))} + 59) / 60))" -o "$FARSIDE_OUTPUT.log" "${all[@]}")
  merge=$(submit merge bsub -J "$(job_name merge)" -w "done($array)" "${after[@]}" | job_id)
  [ -n "$merge" ] || stranded bkill "$array"
  reduce=$(submit reduce bsub -J "$(job_name reduce)" -w "done($merge)" "${after[@]}" | job_id)
  [ -n "$reduce" ] || stranded bkill "$array" "$merge"
  note_jobs lsf "$array" "$merge" "$reduce"
  echo "array $array, merge $merge, reduce $reduce; logs in $log"
}

case ${FARSIDE_STEP:-} in
  shard)
    fly_shard "$((${LSB_JOBINDEX:?no array task: submit by calling this file with arguments} - 1))" \
      "${LSB_DJOB_NUMPROC:-1}"
    ;;
  merge) merge_shards ;;
  reduce) reduce_output ;;
  *) describe_campaign "$@" && submit_campaign ;;
esac
