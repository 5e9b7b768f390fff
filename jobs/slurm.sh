#!/usr/bin/env bash
#SBATCH --job-name=farside
#SBATCH --cpus-per-task=8
#SBATCH --time=04:00:00
#SBATCH --signal=B:USR1@120      # two minutes before the end; Slurm may be a minute early
#SBATCH --requeue                # after a node failure or a preemption, too
#SBATCH --open-mode=append       # a requeued task goes on with its log
# A campaign on Slurm: an array of shards, then merge, then reduce.
#   bash jobs/slurm.sh CONFIG OUTPUT SHARDS [options of farside run]
# Call it again with the same words after any trouble: what is finished is not flown again. Partition and account of all
# jobs: FARSIDE_PARTITION, FARSIDE_SITE_OPTIONS="--account=moon", or SBATCH_ACCOUNT; of the array alone:
# FARSIDE_JOB_OPTIONS="--mem=4G".
set -uo pipefail
FARSIDE_JOBS=${FARSIDE_JOBS:-$(dirname "${BASH_SOURCE[0]}")}
# shellcheck source=jobs/steps.sh
. "$FARSIDE_JOBS/steps.sh"
# shellcheck source=jobs/site.sh
. "$FARSIDE_JOBS/site.sh"
# shellcheck disable=SC2034
unfit_for_logs=$'\\' # a name with one is read by other rules

# Eight CPUs, or as many as a node has: with more, a job waits for ever.
default_threads() {
  local most
  ask_slurm
  most=$(slurm_cpus_max "$(slurm_partition)")
  if [ "${most:-8}" -lt 8 ]; then echo "$most"; else echo 8; fi
}

submit_campaign() {
  local array merge reduce log output all more wall=() wall_of_merge=()
  local tasks="$FARSIDE_FIRST-$((FARSIDE_SHARDS - 1))" after=(sbatch --parsable --export=ALL --cpus-per-task=1)
  read -ra all <<<"${FARSIDE_SITE_OPTIONS:-} ${FARSIDE_PARTITION:+--partition=$FARSIDE_PARTITION}"
  read -ra more <<<"${FARSIDE_JOB_OPTIONS:-}"
  log=$(shard_folder)
  log=${log//%/%%} output=${FARSIDE_OUTPUT//%/%%}
  [ -z "$FARSIDE_WALL_S" ] || wall=("--time=$(((FARSIDE_WALL_S + 59) / 60))")
  [ -z "${FARSIDE_MERGE_S:-}" ] || wall_of_merge=("--time=$(((FARSIDE_MERGE_S + 59) / 60))")
  array=$(submit shard sbatch --parsable --array="$tasks${FARSIDE_ARRAY_LIMIT:+%$FARSIDE_ARRAY_LIMIT}" \
    --job-name="$(job_name fly)" --output="$log/%a.log" --export=ALL \
    --cpus-per-task="${FARSIDE_THREADS:-$(default_threads)}" "${wall[@]}" "${all[@]}" "${more[@]}" \
    "$FARSIDE_JOBS/slurm.sh") || unsubmitted
  array=${array%%;*} # with federated clusters their name follows
  note_jobs slurm "$array"
  # Without --kill-on-invalid-dep a job whose array failed stays in the queue for ever.
  after+=(--kill-on-invalid-dep=yes --output="$output.log" "${wall_of_merge[@]}" "${all[@]}")
  merge=$(submit merge "${after[@]}" --dependency="afterok:$array" --job-name="$(job_name merge)" \
    "$FARSIDE_JOBS/slurm.sh") ||
    stranded scancel "$array"
  merge=${merge%%;*}
  reduce=$(submit reduce "${after[@]}" --dependency="afterok:$merge" --job-name="$(job_name reduce)" \
    "$FARSIDE_JOBS/slurm.sh") ||
    stranded scancel "$array" "$merge"
  reduce=${reduce%%;*}
  note_jobs slurm "$array" "$merge" "$reduce"
  echo "array $array, merge $merge, reduce $reduce; logs in $(shard_folder)"
}

fly() {
  local task=${SLURM_ARRAY_TASK_ID:?no array task: submit by calling this file with arguments} code
  fly_shard "$task" "${SLURM_CPUS_PER_TASK:-1}"
  code=$?
  # Stopped before the end, but not by scancel (TERM): back into the queue. A job that ends by itself in the grace time
  # of a preemption is not requeued by Slurm, so this is done here, and the script waits to be taken away. The last task
  # of an array has the array's own id as SLURM_JOB_ID: requeueing that would restart every task.
  if [ $code = 75 ] && [ "$stopped_by" != TERM ] &&
    [ "${SLURM_RESTART_COUNT:-0}" -lt "${FARSIDE_RESTARTS_MAX:-100}" ]; then
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
