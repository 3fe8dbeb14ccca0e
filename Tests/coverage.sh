#!/usr/bin/env bash
# Which lines of the core its tests run: builds the preset `coverage`, runs core, command line, fuzz and memory tests, and
# lists every file, the one with the most lines that none ran last; build/coverage/core.html shows the lines.
#   Tests/coverage.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. ./scripts/prepare.sh
prepare_packages catch2 python3-jsonschema gcovr
build coverage
find build/coverage -name '*.gcda' -delete
# What counts writes files, which the test of what is written would find. Unoptimised, some tests take minutes: what is too
# late or fails is named, and counts as far as it ended by itself.
ctest --test-dir build/coverage -j "$(nproc)" -R '^(core|cli|fuzz|hostile):' -E 'keeps to itself' ||
  echo "Not all tests ended in time (above)" >&2
gcovr --root . --object-directory build/coverage --filter Source/core/ --sort-uncovered --print-summary \
  --txt build/coverage/core.txt --html-details build/coverage/core.html
cat build/coverage/core.txt
