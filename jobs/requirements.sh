# shellcheck shell=bash disable=SC2034
# What farside needs from the system, in one place; sourced by jobs/quickstart.sh and tests/run.sh.
# Names are those of Debian 12 and Ubuntu 24.04.

# To build and run the program.
farside_build_packages=(
  g++ cmake ninja-build pkg-config git ca-certificates
  libhdf5-dev libyaml-cpp-dev libgdal-dev libeigen3-dev libcli11-dev libfmt-dev nlohmann-json3-dev libboost-dev
  libssl-dev liberfa-dev
)
# To build and run every test and the benchmark as well.
farside_test_packages=(
  "${farside_build_packages[@]}"
  libgtest-dev libbenchmark-dev libmpfr-dev libgmp-dev binutils python3 python3-venv clang libomp-dev
)
# Tests that need one of these are skipped, with a message, where the distribution has none.
farside_optional_packages=(clang-format-14 clang-tidy-14 libclang-rt-dev strace gdal-bin)
# the third: clang's sanitizers; strace: cli/calls_test.py; gdal-bin: unit/scenario/maps/map_advice_test.cpp,
# cli/terrain_test.py

# A real batch system for tests/schedulers/, on loopback and in a folder of its own.
farside_cluster_packages=(slurmctld slurmd slurm-client munge)

# An emulator of a CPU with AVX-512, for tests/determinism/avx512_emulated.sh.
farside_emulator_packages=(bochs bochs-term bochsbios vgabios isolinux syslinux-common xorriso cpio busybox-static
  bsdutils)

# Prints those of the named packages that are not installed.
missing_packages() {
  local name
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
  done
}

# The prefix that makes a command run as root: nothing, `sudo`, or a failure where neither is to be had.
root_prefix() {
  if [ "$(id -u)" = 0 ]; then
    echo env
  elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    echo sudo
  else
    return 1
  fi
}

# Installs what is missing of the named packages, and nothing else. Without apt it says so and lets CMake judge what is
# there. FARSIDE_NO_INSTALL=1 never installs.
install_missing() {
  local missing root reason="neither root nor sudo"
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "no apt-get here: going on with what is installed (needed: $*)" >&2
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  [ -z "${FARSIDE_NO_INSTALL:-}" ] || reason="FARSIDE_NO_INSTALL is set"
  if [ -n "${FARSIDE_NO_INSTALL:-}" ] || ! root=$(root_prefix); then
    {
      echo "error: these packages are missing, and can't be installed here ($reason):"
      echo "  ${missing[*]}"
      echo "ask an administrator to run: apt-get install --no-install-recommends ${missing[*]}"
    } >&2
    return 1
  fi
  echo "installing ${missing[*]}" >&2
  "$root" apt-get update -qq >&2 &&
    "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 \
      "${missing[@]}" >&2 </dev/null
}

# Installs those of the named packages that the distribution knows; never fails.
install_optional() {
  local name known=()
  command -v apt-cache >/dev/null || return 0
  for name in $(missing_packages "$@"); do
    apt-cache show "$name" >/dev/null 2>&1 && known+=("$name")
  done
  [ "${#known[@]}" = 0 ] || install_missing "${known[@]}" || true
}
