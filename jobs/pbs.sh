#!/usr/bin/env bash
#PBS -N farside
#PBS -j oe
#PBS -r y
#PBS -l walltime=04:00:00
# A campaign on PBS Pro or OpenPBS: an array of shards, then merge, then reduce.
#   bash jobs/pbs.sh CONFIG OUTPUT SHARDS [options of farside run]
# Users can't requeue their own jobs on most sites, so the array is submitted FARSIDE_PASSES times (default 3), each pass after the
# one before: it goes on with what isn't finished, and a finished shard ends at once. farside stops by itself two minutes before the
# wall time. Queue and account: FARSIDE_JOB_OPTIONS="-q long".
set -uo pipefail
# shellcheck source=jobs/steps.sh
. "${FARSIDE_JOBS:-$(dirname "${BASH_SOURCE[0]}")}/steps.sh"

submit_campaign() {
  local more log array="" merge pass cpus=${FARSIDE_THREADS:-8} index=()
  read -ra more <<<"${FARSIDE_JOB_OPTIONS:-}"
  log=$(shard_folder)
  export FARSIDE_WALL_S=${FARSIDE_WALL_S:-14400}
  # An array of one is refused; a plain job flies shard 0.
  [ "$FARSIDE_SHARDS" = 1 ] || index=(-J "0-$((FARSIDE_SHARDS - 1))")
  for ((pass = 1; pass <= ${FARSIDE_PASSES:-3}; ++pass)); do
    array=$(submit shard qsub "${index[@]}" -l "select=1:ncpus=$cpus:ompthreads=$cpus" -l "walltime=$FARSIDE_WALL_S" -o "$log/" \
      ${array:+-W "depend=afterany:$array"} -v "$FARSIDE_EXPORTED" "${more[@]}" "$FARSIDE_JOBS/pbs.sh") || exit
  done
  # afterany: merge itself refuses what is missing and names it.
  merge=$(submit merge qsub -N farside-merge -W "depend=afterany:$array" -o "$FARSIDE_OUTPUT.log" -v "$FARSIDE_EXPORTED" "${more[@]}" \
    "$FARSIDE_JOBS/pbs.sh") || exit
  submit reduce qsub -N farside-reduce -W "depend=afterok:$merge" -o "$FARSIDE_OUTPUT.log" -v "$FARSIDE_EXPORTED" "${more[@]}" \
    "$FARSIDE_JOBS/pbs.sh" >/dev/null || exit
  echo "array $array, merge $merge; logs in $log"
}

case ${FARSIDE_STEP:-} in
  shard) fly_shard "${PBS_ARRAY_INDEX:-0}" "${OMP_NUM_THREADS:-${NCPUS:-1}}" --max-wall "$((FARSIDE_WALL_S - 120))s" ;;
  merge) merge_shards ;;
  reduce) reduce_output ;;
  *) describe_campaign "$@" && submit_campaign ;;
esac
