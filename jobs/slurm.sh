#!/usr/bin/env bash
#SBATCH --job-name=farside
#SBATCH --cpus-per-task=8
#SBATCH --time=04:00:00
#SBATCH --signal=B:USR1@120      # two minutes before the end; Slurm may be a minute early
#SBATCH --requeue                # after a node failure or a preemption, too
#SBATCH --open-mode=append       # a requeued task goes on with its log
# A campaign on Slurm: an array of shards, then merge, then reduce.
#   bash jobs/slurm.sh CONFIG OUTPUT SHARDS [options of farside run]
# Call it again with the same words after any trouble: what is finished is not flown again. Partition, account and the like:
# SBATCH_PARTITION, SBATCH_ACCOUNT, or FARSIDE_JOB_OPTIONS="--partition=long".
set -uo pipefail
# shellcheck source=jobs/steps.sh
. "${FARSIDE_JOBS:-$(dirname "${BASH_SOURCE[0]}")}/steps.sh"

submit_campaign() {
  local array merge more log
  read -ra more <<<"${FARSIDE_JOB_OPTIONS:-}"
  log=$(shard_folder)
  [ -z "$FARSIDE_WALL_S" ] || more+=("--time=$(((FARSIDE_WALL_S + 59) / 60))")
  array=$(submit shard sbatch --parsable --array="0-$((FARSIDE_SHARDS - 1))" --output="$log/%a.log" --export=ALL \
    ${FARSIDE_THREADS:+--cpus-per-task="$FARSIDE_THREADS"} "${more[@]}" "$FARSIDE_JOBS/slurm.sh") || exit
  # Without --kill-on-invalid-dep a job whose array failed stays in the queue for ever.
  merge=$(submit merge sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --job-name=farside-merge \
    --cpus-per-task=1 --output="$FARSIDE_OUTPUT.log" --export=ALL "${more[@]}" "$FARSIDE_JOBS/slurm.sh") || exit
  submit reduce sbatch --parsable --dependency="afterok:$merge" --kill-on-invalid-dep=yes --job-name=farside-reduce \
    --cpus-per-task=1 --output="$FARSIDE_OUTPUT.log" --export=ALL "${more[@]}" "$FARSIDE_JOBS/slurm.sh" >/dev/null || exit
  echo "array $array, merge $merge; logs in $log"
}

fly() {
  local task=${SLURM_ARRAY_TASK_ID:?no array task: submit by calling this file with arguments} code
  fly_shard "$task" "${SLURM_CPUS_PER_TASK:-1}"
  code=$?
  # Stopped before the end, but not by scancel (TERM): back into the queue. A job that ends by itself in the grace time of a
  # preemption is not requeued by Slurm, so this is done here, and the script waits to be taken away. The last task of an array has
  # the array's own id as SLURM_JOB_ID: requeueing that would restart every task.
  if [ $code = 75 ] && [ "$stopped_by" != TERM ] && [ "${SLURM_RESTART_COUNT:-0}" -lt "${FARSIDE_RESTARTS_MAX:-100}" ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$task" && sleep 600
  fi
  return $code
}

case ${FARSIDE_STEP:-} in
  shard) fly ;;
  merge) merge_shards ;;
  reduce) reduce_output ;;
  *) describe_campaign "$@" && submit_campaign ;;
esac
