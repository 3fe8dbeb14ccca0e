#!/usr/bin/env bash
# Adds what run.sh has grown to the corpora that are kept, and minimises them: keep.sh BUILD_FOLDER WORK_FOLDER [TARGET ...]
set -euo pipefail
build=$(realpath "$1") work=$(realpath "$2")
export LD_LIBRARY_PATH="$build/libsndfile${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" # see build.sh
here=$(dirname "$(realpath "$0")")
shift 2
[ $# -gt 0 ] || set -- audio session journal import manifest answers arguments
for target in "$@"; do
  kept=$(mktemp -d)
  mkdir -p "$kept/$target"
  "$build/bin/fuzz_$target" -merge=1 -timeout=120 -rss_limit_mb=4096 -max_len=20000 \
    "$kept/$target" "$build/Tests/fuzz/corpus/$target" "$work/$target" >"$work/$target.merge.log" 2>&1
  # The same inputs give the same archive.
  tar -c --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$kept" "$target" |
    xz -9 >"$here/corpus/$target.tar.xz"
  echo "$target: $(find "$kept/$target" -type f | wc -l) inputs"
  rm -r "$kept"
done
