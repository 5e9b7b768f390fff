#!/usr/bin/env bash
# Validation cases on a built program: FARSIDE (default build/farside), read with the Python FARSIDE_PYTHON (needs
# h5py).
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
python=${FARSIDE_PYTHON:-$root/build/venv/bin/python}
[ -x "$python" ] || python=python3
farside=${FARSIDE:-$root/build/farside}
export here python farside
# shellcheck source=tests/side_by_side.sh
. "$here/../side_by_side.sh"

validate() { "$python" "$here/$1.py" --farside "$farside"; }

side_by_side validate closed_forms legs ground touchdowns risk_map change4 handover properties \
  ignition_errors point_mass_optimum robustness sensors thrusters navigation linear_covariance accidents avoidance \
  maps told_right
