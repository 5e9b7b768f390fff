#!/usr/bin/env bash
# Installs the peers into a virtual environment of their own, checks their answers and times them on one core.
# Usage: run.sh [--venv FOLDER] [--latest] [arguments of compare.py: --farside FILE, --isa NAME, --repeat N, --core K,
# --json FILE ...]
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=${XDG_CACHE_HOME:-$HOME/.cache}/farside/peers
requirements=(-r "$here/requirements.txt")
passed=()
while (($#)); do
  case $1 in
    --venv)
      [[ $# -ge 2 ]] || { echo "run.sh: --venv needs a folder" >&2; exit 2; }
      venv=$2
      shift 2
      ;;
    --latest) # newest releases instead of the pinned ones
      requirements=(bsk mujoco numba numpy)
      shift
      ;;
    -h | --help)
      sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *)
      passed+=("$1")
      shift
      ;;
  esac
done

if [[ ! -x $venv/bin/python ]]; then
  python3 -m venv "$venv" || { echo "run.sh: no virtual environment in $venv; is python3-venv installed?" >&2; exit 1; }
fi
venv=$(cd "$venv" && pwd)
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${requirements[@]}"

# What the peers compile stays in the environment's folder, not in the source tree.
export NUMBA_CACHE_DIR=$venv/compiled XDG_CACHE_HOME=$venv/cache
exec "$venv/bin/python" "$here/compare.py" ${passed[@]+"${passed[@]}"}
