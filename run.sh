#!/usr/bin/env bash
# Installs what is missing, builds, and runs the main job:
#   ./run.sh          the application on the bundled demo; without a display the same retrieval on the command line
#   ./run.sh FILE     the application on a recording or session; without a display: what the file is and how to search it
#   ./run.sh ARGS ... reprise, the command line program, with these arguments
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")"
. ./scripts/prepare.sh

prepare_packages
root=$PWD
reprise=$root/build/release/bin/reprise
app=$root/build/release/bin/reprise-app

if [ -n "${DISPLAY:-}" ] && [ $# -le 1 ]; then
  file=${1:-$root/Resources/demo/demo.flac}
  if [ $# -eq 0 ] || (cd "$caller" && [ -f "$file" ]); then
    build release reprise_app
    cd "$caller"
    exec "$app" "$file"
  fi
fi

build release reprise
if [ $# -eq 0 ]; then
  mkdir -p build/demo
  echo "Reprise looks for a sound of the bundled demo; the demo's own truth answers its questions."
  echo
  exec "$reprise" find Resources/demo/demo.flac --truth Resources/demo/demo.json --task demo.call \
    --label call -o build/demo/call.json
fi
cd "$caller"
if [ $# -eq 1 ] && [ -f "$1" ]; then
  "$reprise" info "$1"
  printf '\nMark a sound of it and answer the questions, for example:\n  %q find %q %s\n' "$reprise" "$1" \
    "--start 12.5 --length 1.4 --interactive -o onsets.json"
else
  exec "$reprise" "$@"
fi
