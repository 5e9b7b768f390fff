#!/usr/bin/env bash
# clang-tidy by .clang-tidy over the sources of src/, in some minutes; of the kernels one instruction set, since all are
# compiled from the same file.
#   bash tests/audit/tidy.sh [WORD]    WORD: only the sources whose path holds it
# FARSIDE_BUILD: a folder that CMake has configured without tests (default build); sooner done with CMAKE_UNITY_BUILD,
# of which a source is a unit
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
tidy=${CLANG_TIDY:-clang-tidy-14}
if ! command -v "$tidy" >/dev/null; then
  echo "skip - tidy: no $tidy here (another version checks differently)"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
commands=${FARSIDE_BUILD:-build}/compile_commands.json
python3 - "$commands" "$PWD/src/" "$folder/compile_commands.json" >"$folder/sources" <<'END'
import json, re, sys
commands, sources, output = sys.argv[1:]
chosen = [c for c in json.load(open(commands)) if (c["file"].startswith(sources) or "/Unity/unity_" in c["file"])
          and (not c["file"].endswith("_isa.cpp") or "isa_v3" in c["command"])]
chosen = list({c["file"]: c for c in chosen}.values())
gcc = r" -f(rename-registers|live-range-shrinkage|schedule-insns|sched-pressure)\b"  # clang doesn't know them
for c in chosen:
    c["command"] = re.sub(gcc, "", c["command"])
if len(chosen) < 2:
    sys.exit(f"error: {commands} has no source of src/")
json.dump(chosen, open(output, "w"))
print("\n".join(c["file"] for c in chosen))
END
# Units include sources.
grep -F -- "${1:-/}" "$folder/sources" |
  xargs -d '\n' -n 1 -P "$(nproc)" "$tidy" -p "$folder" --quiet --checks=-bugprone-suspicious-include \
    2>"$folder/counts" || {
  grep -v 'warnings\? generated' "$folder/counts" >&2
  exit 1
}
