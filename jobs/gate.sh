#!/usr/bin/env bash
# A change of flight software in continuous integration: flies the campaign with it, and refuses it where it lands less
# safely than what was accepted, or misses a requirement.
#   bash jobs/gate.sh CONFIG ACCEPTED OUTPUT [--tolerance P] [--of mission] [options of farside run]
# ACCEPTED: the campaign file of the accepted software, of the same seed. OUTPUT: the file to write; beside it come
# OUTPUT's name with .comparison.xml and .requirements.xml, JUnit reports. Exit codes: README.md; 5: refused.
# P(safe) is compared, or P(mission).
set -uo pipefail
FARSIDE_JOBS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=jobs/steps.sh
. "$FARSIDE_JOBS/steps.sh"

[ $# -ge 3 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
FARSIDE=$(find_program) || exit 2
config=$1 accepted=$2 output=$3 tolerance=0 of=safe
shift 3
while true; do
  case ${1:-} in
    --tolerance) tolerance=${2:?--tolerance: give P, such as 0.005} ;;
    --of) of=${2:?--of: give safe or mission} ;;
    *) break ;;
  esac
  shift 2
done

report=${output%.h5}
[ -f "$accepted" ] || refuse 4 "$accepted: no such file; it is the campaign of the accepted software"
for file in "$output" "$report.comparison.xml" "$report.requirements.xml"; do
  [ ! -e "$file" ] || refuse 2 "$file exists; nothing is overwritten unasked"
done
resolved=$(check_campaign "$config" "$@") || exit
# what couldn't be compared is not flown
"$FARSIDE" compare "$accepted" "$accepted" --of "$of" --tolerance "$tolerance" --quiet >/dev/null || exit

"$FARSIDE" run "$config" -o "$output" --quiet "$@" || exit
"$FARSIDE" compare "$accepted" "$output" --gate --of "$of" --tolerance "$tolerance" --junit "$report.comparison.xml"
compared=$?
[ $compared = 0 ] || [ $compared = 5 ] || exit $compared
[[ $resolved == *"requirements: []"* ]] && exit $compared
"$FARSIDE" reduce "$output" --gate --junit "$report.requirements.xml"
judged=$?
[ $compared = 0 ] || exit $compared
exit $judged
