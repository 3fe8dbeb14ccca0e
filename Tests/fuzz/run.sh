#!/usr/bin/env bash
# Runs every fuzzer for some seconds, one after the other: run.sh BUILD_FOLDER WORK_FOLDER SECONDS [TARGET ...]
# The corpora grow in WORK_FOLDER/TARGET; findings are WORK_FOLDER/TARGET-crash-* (timeout-*, oom-*), CPU times in times.txt.
set -euo pipefail
build=$(realpath "$1") work=$(realpath -m "$2") seconds=$3
export LD_LIBRARY_PATH="$build/libsndfile${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" # see build.sh
here=$(dirname "$(realpath "$0")")
shift 3
[ $# -gt 0 ] || set -- audio session journal import manifest answers arguments
for target in "$@"; do
  mkdir -p "$work/$target" "$work/seeds/$target"
  extra=("$build/Tests/fuzz/corpus/$target")
  [ ! -d "$here/regressions/$target" ] || extra+=("$here/regressions/$target")
  (
    set +e
    SEEDS_TO="$work/seeds/$target" nice -n 19 "$build/bin/fuzz_$target" -max_total_time="$seconds" -timeout=120 \
      -rss_limit_mb=4096 -max_len=20000 -print_final_stats=1 -artifact_prefix="$work/$target-" \
      "$work/$target" "$work/seeds/$target" "${extra[@]}" >"$work/$target.log" 2>&1
    echo "$target: ended with $?"
    times >"$work/$target.cpu" # the second line is the fuzzer's
    echo "$target: $(tail -n 1 "$work/$target.cpu")" >>"$work/times.txt"
  )
done
