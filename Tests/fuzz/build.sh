#!/usr/bin/env bash
# Builds the libFuzzer programs in build/fuzz, and Debian's libsndfile from its source package in build/fuzz/libsndfile,
# so that libFuzzer and the sanitizers see into it: run.sh uses it where it is there. For Debian and its kin.
#   Tests/fuzz/build.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
. ./scripts/prepare.sh
# The compiler that coverage.sh uses.
prepare_packages clang-16 llvm-16 libclang-rt-16-dev dpkg-dev libflac-dev libvorbis-dev libopus-dev libmp3lame-dev
build fuzz

out=$PWD/build/fuzz/libsndfile
[ ! -e "$out/libsndfile.so.1" ] || exit 0
echo "Building libsndfile for the fuzzers"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
# The system's list of packages has no sources as a rule, and is left as it is.
mkdir -p "$work/lists/partial" "$work/parts"
for list in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
  [ -s "$list" ] || continue
  sed -E 's/^Types:.*/Types: deb-src/; s/^deb /deb-src /' "$list" > "$work/parts/source.${list##*.}"
  break
done
with=(-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts" -o Dir::State::Lists="$work/lists")
{
  apt-get "${with[@]}" update
  (cd "$work" && apt-get "${with[@]}" source libsndfile)
  cmake -S "$work"/libsndfile-* -B "$work/build" -G Ninja -DCMAKE_C_COMPILER=clang-16 -DCMAKE_CXX_COMPILER=clang++-16 \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_FLAGS_RELWITHDEBINFO="-O1 -g1" \
    -DCMAKE_C_FLAGS="-fsanitize=fuzzer-no-link,address -fno-omit-frame-pointer" \
    -DBUILD_SHARED_LIBS=ON -DBUILD_PROGRAMS=OFF -DBUILD_EXAMPLES=OFF -DBUILD_TESTING=OFF
  cmake --build "$work/build"
} > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
mkdir -p "$out"
cp -P "$work"/build/libsndfile.so* "$out"
