#!/usr/bin/env bash
# The trials of this folder, on the program FARSIDE (default build/farside), with the Python FARSIDE_PYTHON (needs
# h5py).
#   bash tests/faults/run.sh                     few of each, within three minutes
#   bash tests/faults/run.sh --long TABLE        500 kills, a fault at every write, 1,000 power failures, 1,000 damaged
#                                                files, 200 stops, every small limit, 160 children, 200 small disks:
#                                                hours; the figures as a Markdown table (tests/README.md)
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
python=${FARSIDE_PYTHON:-$root/build/venv/bin/python}
[ -x "$python" ] || python=python3
export FARSIDE=${FARSIDE:-$root/build/farside}

# shellcheck source=tests/side_by_side.sh
. "$here/../side_by_side.sh"
export here python table=""

try() { # PROGRAM:COUNT
  "$python" "$here/${1%:*}.py" --count "${1#*:}" ${table:+--table "$table"}
}

case ${1:-} in
  --long)
    [ $# = 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
    table=$2 status=0
    printf '%s\n' '| trial | how many | finished cases at stake | lost | files unreadable | crashes | wrong |' \
      '|---|---|---|---|---|---|---|' >"$table"
    for trials in kill_trials:500 write_trials:0 power_loss:1000 mutants:1000 stop_trials:40 race_trials:30 \
      limit_trials:0 child_trials:20 disk_trials:50; do
      try "$trials" || status=1
    done
    exit $status ;;
  "")
    side_by_side try kill_trials:15 write_trials:5 power_loss:20 mutants:40 stop_trials:1 race_trials:2 limit_trials:1 \
      child_trials:1 disk_trials:3 ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
