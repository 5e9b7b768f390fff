#!/usr/bin/env bash
# Are the sources as clang-format 14 leaves them? `format.sh --fix` makes them so.
# Compares texts, since `clang-format --dry-run` warns of the closing comment of an inline namespace even when it is
# right.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
formatter=${CLANG_FORMAT:-clang-format-14}
mapfile -t files < <(git ls-files '*.h' '*.cpp' 2>/dev/null || find src tests bench -name '*.h' -o -name '*.cpp')
if [ "${1:-}" = --fix ]; then
  "$formatter" -i "${files[@]}"
  exit 0
fi
wrong=0
for file in "${files[@]}"; do
  [ -f "$file" ] || continue  # removed, but not committed yet
  if ! difference=$("$formatter" "$file" | diff "$file" - | head -6); then :; fi
  if [ -n "$difference" ]; then
    printf '%s (bash tests/audit/format.sh --fix):\n%s\n' "$file" "$difference"
    wrong=1
  fi
done
exit $wrong
