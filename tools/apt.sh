# Sourced by the install-*.sh beside it: notes what is missing, and lets apt bring it where it may.
missing=

# need COMMAND PACKAGE: note the package if the command is not there.
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

# install_missing PURPOSE: never fails; what cannot be had is named, and its tests are skipped.
install_missing() {
  [ -z "$missing" ] && return 0
  as_root=
  if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
  fi
  if ! command -v apt-get >/dev/null 2>&1 || [ "$as_root" = none ]; then
    echo "Not installed:$missing. Tests that need them are skipped by name." >&2
    return 0
  fi
  echo "Installing for $1:$missing"
  # RUNLEVEL=1 keeps the packages from starting their services: the lab starts its own.
  $as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq \
    && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null" \
    || echo "apt could not install$missing; tests that need them are skipped by name." >&2
}
