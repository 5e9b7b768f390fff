#!/usr/bin/env bash
# Validation cases on a built program: FARSIDE (default build/farside), read with the Python FARSIDE_PYTHON (needs
# h5py).
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
python=${FARSIDE_PYTHON:-$root/build/venv/bin/python}
[ -x "$python" ] || python=python3
status=0
for program in closed_forms legs ground touchdowns risk_map change4 handover properties ignition_errors \
  point_mass_optimum robustness sensors maps told_right; do
  "$python" "$here/$program.py" --farside "${FARSIDE:-$root/build/farside}" || status=1
done
exit $status
