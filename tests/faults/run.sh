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

counts=(15 5 20 40 1 2 1 1 3) more=()
case ${1:-} in
  --long)
    [ $# = 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
    counts=(500 0 1000 1000 40 30 0 20 50) more=(--table "$2")
    printf '%s\n' '| trial | how many | finished cases at stake | lost | files unreadable | crashes | wrong |' \
      '|---|---|---|---|---|---|---|' >"$2" ;;
  "") ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

status=0
"$python" "$here/kill_trials.py" --count "${counts[0]}" "${more[@]}" || status=1
"$python" "$here/write_trials.py" --count "${counts[1]}" "${more[@]}" || status=1
"$python" "$here/power_loss.py" --count "${counts[2]}" "${more[@]}" || status=1
"$python" "$here/mutants.py" --count "${counts[3]}" "${more[@]}" || status=1
"$python" "$here/stop_trials.py" --count "${counts[4]}" "${more[@]}" || status=1
"$python" "$here/race_trials.py" --count "${counts[5]}" "${more[@]}" || status=1
"$python" "$here/limit_trials.py" --count "${counts[6]}" "${more[@]}" || status=1
"$python" "$here/child_trials.py" --count "${counts[7]}" "${more[@]}" || status=1
"$python" "$here/disk_trials.py" --count "${counts[8]}" "${more[@]}" || status=1
exit $status
