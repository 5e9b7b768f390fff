#!/usr/bin/env bash
# A campaign on one machine without a scheduler, or in an interactive allocation: flies, and goes on by itself after a
# crash.
#   bash jobs/single_node.sh CONFIG OUTPUT [options of farside run]
# It may outlive the terminal: nohup bash jobs/single_node.sh my.yaml my.h5 >my.log 2>&1 &
# Ctrl-C or TERM saves and stops; call it again with the same words to go on.
set -uo pipefail
FARSIDE_JOBS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=jobs/steps.sh
. "$FARSIDE_JOBS/steps.sh"

[ $# -ge 2 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
FARSIDE=$(find_program) || exit 2
config=$1 output=$2
shift 2

for ((attempt = 1; ; ++attempt)); do
  run_stoppably "$config" -o "$output" --resume "$@"
  code=$?
  # Above 128: killed, by the system for want of memory, say. Everything else is an answer (jobs/README.md).
  if [ $code -le 128 ] || [ -n "$stopped_by" ] || [ $attempt -ge "${FARSIDE_RESTARTS_MAX:-5}" ]; then exit $code; fi
  echo "farside was killed (exit $code); going on" >&2
done
