#!/usr/bin/env bash
#BSUB -R "span[hosts=1]"
#BSUB -r
#BSUB -Q "75"
#BSUB -wa USR2
#BSUB -wt 2
# A campaign on LSF: an array of shards, then merge, then reduce.
#   bash jobs/lsf.sh CONFIG OUTPUT SHARDS [options of farside run]
# -wa/-wt: USR2 two minutes before the run limit; -Q "75": a shard that was stopped goes back into the queue; -r: after a host
# failure, too. Queue and project: FARSIDE_JOB_OPTIONS="-q long".
set -uo pipefail
# shellcheck source=jobs/steps.sh
. "${FARSIDE_JOBS:-$(dirname "${BASH_SOURCE[0]}")}/steps.sh"

# bsub says: Job <123> is submitted to queue <normal>.
job_id() { sed -n 's/.*Job <\([0-9]*\)>.*/\1/p;t;/^[a-z]*$/p'; }

submit_campaign() {
  local more log array merge wall=$(((${FARSIDE_WALL_S:-14400} + 59) / 60))
  read -ra more <<<"${FARSIDE_JOB_OPTIONS:-}"
  log=$(shard_folder)
  script_on_stdin=$FARSIDE_JOBS/lsf.sh # bsub reads #BSUB lines only there
  array=$(submit shard bsub -J "farside[1-$FARSIDE_SHARDS]" -n "${FARSIDE_THREADS:-8}" -W "$wall" -o "$log/%I.log" "${more[@]}" | job_id)
  [ -n "$array" ] || exit 1
  # -ti: a job whose dependency can't come true any more is ended.
  merge=$(submit merge bsub -J farside-merge -w "done($array)" -ti -n 1 -W "$wall" -o "$FARSIDE_OUTPUT.log" "${more[@]}" | job_id)
  [ -n "$merge" ] || exit 1
  submit reduce bsub -J farside-reduce -w "done($merge)" -ti -n 1 -W "$wall" -o "$FARSIDE_OUTPUT.log" "${more[@]}" >/dev/null || exit
  echo "array $array, merge $merge; logs in $log"
}

case ${FARSIDE_STEP:-} in
  shard) fly_shard "$((${LSB_JOBINDEX:?no array task: submit by calling this file with arguments} - 1))" "${LSB_DJOB_NUMPROC:-1}" ;;
  merge) merge_shards ;;
  reduce) reduce_output ;;
  *) describe_campaign "$@" && submit_campaign ;;
esac
