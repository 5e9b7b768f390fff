#!/usr/bin/env bash
# The determinism set on a built program: FARSIDE (default build/farside), read with the Python FARSIDE_PYTHON (needs
# h5py). Options are those of determinism.py.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
python=${FARSIDE_PYTHON:-$root/build/venv/bin/python}
[ -x "$python" ] || python=python3
exec "$python" "$here/determinism.py" --farside "${FARSIDE:-$root/build/farside}" "$@"
