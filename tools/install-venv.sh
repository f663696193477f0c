#!/bin/sh
# Debian keeps the venv module in a package of its own; install it where that is allowed.
set -eu
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
else
  echo "Python's venv module is missing; install it (Debian, Ubuntu: apt install python3-venv)." >&2
  exit 2
fi
