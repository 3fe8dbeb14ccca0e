# Sourced by run.sh and test.sh: installs what is missing and builds. Quiet about what is there.

core_packages="g++ cmake ninja-build pkg-config ccache libeigen3-dev libfftw3-dev libsndfile1-dev libmpg123-dev
  libogg-dev libsoxr-dev libopenblas-dev libssl-dev nlohmann-json3-dev libcli11-dev libcsv-dev libpugixml-dev
  libutfcpp-dev libxxhash-dev"
app_packages="juce-modules-source libxcursor-dev libxcomposite-dev libxrender-dev"

# prepare_packages [PACKAGE ...]: makes sure that the packages to build with, and these, are installed.
prepare_packages()
{
  local missing="" package
  if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian system: the packages below are not installed for you." >&2
    echo "  needed: C++20 compiler, cmake >= 3.22, ninja, pkg-config, Eigen >= 3.4, FFTW 3 (float and double)," >&2
    echo "  libsndfile >= 1.1, libmpg123 >= 1.26, libogg, libsoxr, a BLAS (OpenBLAS), OpenSSL, nlohmann-json >= 3.11, CLI11 >= 2.1, libcsv 3, pugixml, utfcpp 3, xxHash 0.8; for the tests Catch2 2.x and Python's jsonschema 4" >&2
    return 0
  fi
  for package in $core_packages $app_packages "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" != installed ]; then
      missing="$missing $package"
    fi
  done
  [ -n "$missing" ] || return 0
  echo "Installing:$missing"
  local as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing and installing them needs root: apt-get install$missing" >&2
      exit 1
    fi
    as_root=sudo
  fi
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086  # the list is meant to be split
  if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
         --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "Installing packages failed (above); the whole output is in $log" >&2
    exit 1
  fi
  rm -f "$log"
}

# build PRESET [TARGET ...]: configures once and builds; prints only when something goes wrong.
build()
{
  local preset=$1 log
  shift
  log=$(mktemp)
  export CCACHE_SLOPPINESS="${CCACHE_SLOPPINESS:-time_macros,pch_defines}" CCACHE_BASEDIR="${CCACHE_BASEDIR:-$PWD}"
  echo "Building ($preset)"
  if ! { cmake --preset "$preset" && cmake --build --preset "$preset" ${1:+--target "$@"}; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}
