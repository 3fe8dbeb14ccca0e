#!/usr/bin/env bash
# check.sh ENGINE READERS COMPILER: checks a game reader as far as the tools that are installed allow.
# Exit code 77: skipped, with the reason; CTest shows it as skipped.
set -euo pipefail
engine=$1 readers=$2 compiler=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
example=$readers/example.events.json
expected="0 kick, 24000 kick, 47999 last sample, 0 kick, 47999 last sample, 24000 kick"

skip()
{
  echo "SKIPPED: $1"
  exit 77
}

compare()
{
  if [ "$1" != "$expected" ]; then
    printf 'the events reached are\n  %s\nand should be\n  %s\n' "$1" "$expected" >&2
    exit 1
  fi
  echo "reached: $1"
}

case $engine in
  godot)
    PATH="${GDTOOLKIT:+$GDTOOLKIT:}$PATH"
    command -v gdparse >/dev/null || skip "gdparse is not installed (pip install gdtoolkit); the GDScript is not parsed"
    gdparse "$readers"/godot/*.gd
    gdlint "$readers"/godot/*.gd
    ;;
  unity)
    if ! command -v mcs >/dev/null || ! command -v mono >/dev/null; then
      skip "mcs and mono are not installed (mono-mcs, mono-runtime); the C# is not compiled"
    fi
    mcs -warnaserror -nowarn:0649 -out:"$work/trace.exe" -r:System.Runtime.Serialization.dll \
      "$readers"/unity/*.cs "$here"/unity/*.cs
    reached=$(mono "$work/trace.exe" "$example")
    compare "$reached"
    ;;
  unreal)
    "$compiler" -std=c++17 -Wall -Wextra -Wpedantic -Wconversion -Werror -I "$readers/unreal" \
      -o "$work/trace" "$here/EventClockTrace.cpp"
    reached=$("$work/trace" "$example")
    compare "$reached"
    ;;
  *) echo "unknown engine $engine" >&2; exit 2 ;;
esac
