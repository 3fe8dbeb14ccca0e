#!/usr/bin/env bash
# Which lines of the core its tests run: builds the preset `coverage` (clang counts), runs core, command line, fuzz and
# memory tests, and lists the lines that none ran, file by file; build/coverage/html shows them in their place.
#   Tests/coverage.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
# Older ones cannot capture structured bindings.
prepare_packages catch2 python3-jsonschema clang-16 llvm-16 libclang-rt-16-dev
build coverage
profiles=build/coverage/profiles
rm -rf "$profiles"
# Processes that end at a time add to the same files. What counts writes files, which the test of what is written would
# find. A test that fails or is too late is named, and counts as far as it ended by itself.
LLVM_PROFILE_FILE="$PWD/$profiles/%4m.profraw" ctest --test-dir build/coverage -j "$(nproc)" \
  -R '^(core|cli|fuzz|hostile):' -E 'keeps to itself' || echo "Not all tests ended well (above)" >&2
llvm-profdata-16 merge -sparse "$profiles"/*.profraw -o build/coverage/all.profdata
programs=(build/coverage/bin/*)
of_core=(-instr-profile build/coverage/all.profdata "${programs[0]}" "${programs[@]/#/-object=}" Source/core)
llvm-cov-16 show "${of_core[@]}" -format html -output-dir build/coverage/html
llvm-cov-16 report "${of_core[@]}"
llvm-cov-16 export "${of_core[@]}" -format lcov > build/coverage/core.lcov
# SF: names the file, DA: a line and how often it was run.
awk -F '[:,]' '/^SF:/ { file = $2; sub(".*/Source/", "Source/", file) } /^DA:/ && $3 == 0 { print file ":" $2 }' \
  build/coverage/core.lcov > build/coverage/unrun.txt
cut -d : -f 1 build/coverage/unrun.txt | sort | uniq -c | sort -n
echo "$(wc -l < build/coverage/unrun.txt) lines were not run: build/coverage/unrun.txt"
