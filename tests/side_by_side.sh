# shellcheck shell=bash
# side_by_side FUNCTION NAME...: calls FUNCTION with every name, two at a time, since most of a test is one thread. What
# they print comes in the order of the names, each with its time; 1 if one of them failed. FUNCTION sees variables that
# are exported.
side_by_side() {
  local run=$1 folder name log status=0
  shift
  folder=$(mktemp -d) || return 1
  export -f "${run?}"
  # shellcheck disable=SC2016
  printf '%s\0' "$@" | xargs -0 -P 2 -I{} \
    bash -c 'log=$3/${2//\//:}; if "$1" "$2" >"$log" 2>&1; then : >"$log.passed"; fi
      echo "   $2: $SECONDS s" >>"$log"' - "$run" {} "$folder"
  for name in "$@"; do
    log=$folder/${name//\//:}
    cat "$log"
    [ -f "$log.passed" ] || status=1
  done
  rm -r "$folder"
  return $status
}
