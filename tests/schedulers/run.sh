#!/usr/bin/env bash
# The batch templates of jobs/: on a private Slurm, and with a stand-in for the schedulers that can't be had here.
#   bash tests/schedulers/run.sh [--slow]     FARSIDE: the program, FARSIDE_PYTHON: a Python with h5py
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
python=${FARSIDE_PYTHON:-$root/build/venv/bin/python}
[ -x "$python" ] || python=python3
export FARSIDE=${FARSIDE:-$root/build/farside}
status=0
"$python" "$here/slurm_test.py" "$@" || status=1
"$python" "$here/stand_in_test.py" || status=1
exit $status
