#!/bin/sh
# Installs the runtimes whose status code constants the tests compare with ours, if apt is there and
# allowed: Node.js with npm, a JDK, Ruby. Packages of libraries are fetched by the tests themselves.
set -eu
missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need node nodejs
need npm npm
need javap default-jdk-headless
need ruby ruby
need pip3 python3-pip
need dpkg-deb dpkg
[ -z "$missing" ] && exit 0
as_root=
if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
fi
if ! command -v apt-get >/dev/null 2>&1 || [ "$as_root" = none ]; then
  echo "Not installed:$missing. Tests that need them are skipped by name." >&2
  exit 0
fi
echo "Installing for the tests of constants:$missing"
$as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends $missing >/dev/null" \
  || echo "apt could not install$missing; tests that need them are skipped by name." >&2
