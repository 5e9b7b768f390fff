#!/usr/bin/env bash
#PBS -N farside
#PBS -j oe
#PBS -r y
#PBS -l walltime=04:00:00
# A campaign on PBS Pro or OpenPBS: an array of shards, then merge, then reduce.
#   bash jobs/pbs.sh CONFIG OUTPUT SHARDS [options of farside run]
# Users can't requeue their own jobs on most sites, so the array is submitted FARSIDE_PASSES times (default 3), each
# pass after the one before: it goes on with what isn't finished, and a finished shard ends at once. farside stops by
# itself two minutes before the wall time. Queue of all jobs: FARSIDE_PARTITION; account: FARSIDE_SITE_OPTIONS="-A
# moon"; of the array alone: FARSIDE_JOB_OPTIONS.
set -uo pipefail
# shellcheck source=jobs/steps.sh
. "${FARSIDE_JOBS:-$(dirname "${BASH_SOURCE[0]}")}/steps.sh"
# shellcheck disable=SC2034
unfit_for_logs=':,^' # HOST:PATH, ^array_index^

submit_campaign() {
  local all more log array="" arrays=() merge reduce pass cpus=${FARSIDE_THREADS:-8} index=() wall_of_merge=()
  read -ra all <<<"${FARSIDE_SITE_OPTIONS:-} ${FARSIDE_PARTITION:+-q $FARSIDE_PARTITION}"
  read -ra more <<<"${FARSIDE_JOB_OPTIONS:-}"
  log=$(shard_folder)
  export FARSIDE_WALL_S=${FARSIDE_WALL_S:-14400}
  [ -z "${FARSIDE_MERGE_S:-}" ] || wall_of_merge=(-l "walltime=$FARSIDE_MERGE_S")
  # An array of one is refused; a plain job flies the only shard.
  [ $((FARSIDE_SHARDS - FARSIDE_FIRST)) = 1 ] ||
    index=(-J "$FARSIDE_FIRST-$((FARSIDE_SHARDS - 1))${FARSIDE_ARRAY_LIMIT:+%$FARSIDE_ARRAY_LIMIT}")
  for ((pass = 1; pass <= ${FARSIDE_PASSES:-3}; ++pass)); do
    array=$(submit shard qsub "${index[@]}" -N "$(job_name fly)" -l "select=1:ncpus=$cpus:ompthreads=$cpus" \
      -l "walltime=$FARSIDE_WALL_S" -o "$log/" ${array:+-W "depend=afterany:$array"} -v "$FARSIDE_EXPORTED" \
      "${all[@]}" "${more[@]}" "$FARSIDE_JOBS/pbs.sh") ||
      { [ ${#arrays[@]} != 0 ] || unsubmitted; stranded qdel "${arrays[@]}"; }
    arrays+=("$array")
    note_jobs pbs "${arrays[@]}"
  done
  # afterany: merge itself refuses what is missing and names it.
  merge=$(submit merge qsub -N "$(job_name merge)" -W "depend=afterany:$array" "${wall_of_merge[@]}" \
    -o "$FARSIDE_OUTPUT.log" -v "$FARSIDE_EXPORTED" "${all[@]}" "$FARSIDE_JOBS/pbs.sh") ||
    stranded qdel "${arrays[@]}"
  reduce=$(submit reduce qsub -N "$(job_name reduce)" -W "depend=afterok:$merge" "${wall_of_merge[@]}" \
    -o "$FARSIDE_OUTPUT.log" -v "$FARSIDE_EXPORTED" "${all[@]}" "$FARSIDE_JOBS/pbs.sh") ||
    stranded qdel "${arrays[@]}" "$merge"
  note_jobs pbs "${arrays[@]}" "$merge" "$reduce"
  echo "array ${arrays[*]}, merge $merge, reduce $reduce; logs in $log"
}

# A job starts in the home folder, and options may name files from where it was submitted.
[ -z "${FARSIDE_STEP:-}" ] || cd "${PBS_O_WORKDIR:-.}" || exit

case ${FARSIDE_STEP:-} in
  shard) fly_shard "${PBS_ARRAY_INDEX:-$FARSIDE_FIRST}" "${NCPUS:-1}" --max-wall "$((FARSIDE_WALL_S - 120))s" ;;
  merge) merge_shards ;;
  reduce) reduce_output ;;
  *) describe_campaign "$@" && submit_campaign ;;
esac
