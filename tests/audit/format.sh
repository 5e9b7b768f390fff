#!/usr/bin/env bash
# Are the sources as clang-format 14 leaves them? `format.sh --fix` makes them so.
# Compares texts, since `clang-format --dry-run` warns of the closing comment of an inline namespace even when it is
# right.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
formatter=${CLANG_FORMAT:-clang-format-14}
mapfile -t files < <(git ls-files '*.h' '*.cpp' '*.c' 2>/dev/null || find src tests bench -name '*.h' -o -name '*.cpp' \
  -o -name '*.c')
if [ "${1:-}" = --fix ]; then
  "$formatter" -i "${files[@]}"
  exit 0
fi
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
for file in .clang-format "${files[@]}"; do
  [ ! -f "$file" ] || printf '%s\0' "$file"  # removed, but not committed yet
done | xargs -0 cp --parents -t "$copy"
find "$copy" \( -name '*.h' -o -name '*.cpp' -o -name '*.c' \) -print0 | xargs -0 -n 32 -P "$(nproc)" "$formatter" -i
differences=$(diff -r -U 1 . "$copy" | grep -v '^Only in ' || true)
[ -n "$differences" ] || exit 0
printf 'bash tests/audit/format.sh --fix\n%s\n' "$differences"
exit 1
