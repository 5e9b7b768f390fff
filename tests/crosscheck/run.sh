#!/usr/bin/env bash
# Compares touchdowns with MuJoCo, a braking with Basilisk, draws and statistics with SciPy, SALib and
# OpenTURNS, all from PyPI; not part of tests/run.sh.
#   bash tests/crosscheck/run.sh [--venv FOLDER]     FARSIDE: the program (default build/farside)
# The environment, made where it is missing, is that of bench/peers/.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
venv=${XDG_CACHE_HOME:-$HOME/.cache}/farside/peers
case ${1:-} in
  --venv) [ $# = 2 ] || { echo "error: --venv needs a folder" >&2; exit 2; }; venv=$2 ;;
  "") ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  -r "$root/bench/peers/requirements.txt" -r "$here/requirements.txt"
status=0
for program in drops braking designs campaign_statistics sobol_indices openturns_reliability; do
  "$venv/bin/python" "$here/$program.py" --farside "${FARSIDE:-$root/build/farside}" || status=1
done
exit $status
