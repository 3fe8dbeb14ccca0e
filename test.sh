#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests; with --sanitize the unit tests under ASan and UBSan too.
set -euo pipefail
cd "$(dirname "$0")"
. ./scripts/prepare.sh

sanitize=no
for argument in "$@"; do
  case "$argument" in
    --sanitize) sanitize=yes ;;
    *) echo "usage: ./test.sh [--sanitize]" >&2; exit 2 ;;
  esac
done

# The third line is for the tests that drive a window, the last for that of the package and for the benchmarks.
prepare_packages catch2 clang-format python3-jsonschema libsmf-dev strace mono-mcs mono-runtime \
  libmono-system-runtime-serialization4.0-cil \
  xvfb xauth openbox xdotool x11-utils imagemagick python3 python3-venv \
  dpkg-dev desktop-file-utils appstream libbenchmark-dev
# The parser of GDScript is on PyPI only. Without it one check is skipped, visibly.
gdtoolkit=build/gdtoolkit
if ! command -v gdparse > /dev/null && ! [ -x "$gdtoolkit/bin/gdparse" ]; then
  { python3 -m venv "$gdtoolkit" && "$gdtoolkit/bin/pip" install --quiet 'gdtoolkit==4.*'; } ||
    { rm -rf "$gdtoolkit"; echo "gdtoolkit cannot be installed: the Godot reader will not be parsed"; }
fi
# Not in PATH: the environment's python3 has none of the packages above.
export GDTOOLKIT="$PWD/$gdtoolkit/bin"
echo "Checking the format of our own code"
find Source Tests \( -name '*.h' -o -name '*.cpp' \) -print0 | xargs -0 -r clang-format --dry-run --Werror

build release
ctest --test-dir build/release --output-on-failure -j "$(nproc)"
# They are run by hand; that they are up to date is seen here.
build benchmarks kernel_benchmarks
if [ "$sanitize" = yes ]; then
  build sanitize
  ctest --test-dir build/sanitize --output-on-failure -j "$(nproc)" -L unit
fi
