#!/bin/sh
# Installs the servers that the lab runs on loopback, if apt is there and allowed.
set -eu
PATH=$PATH:/usr/sbin:/sbin
missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need nginx nginx-light
need apache2 apache2
need haproxy haproxy
need squid squid-openssl
need caddy caddy
need openssl openssl
need curl curl
ls /usr/sbin/php-fpm* >/dev/null 2>&1 || missing="$missing php-fpm"
[ -z "$missing" ] && exit 0
as_root=
if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
fi
if ! command -v apt-get >/dev/null 2>&1 || [ "$as_root" = none ]; then
  echo "Not installed:$missing. Tests that need them are skipped by name." >&2
  exit 0
fi
echo "Installing for the lab:$missing"
# RUNLEVEL=1 keeps the packages from starting their services: the lab starts its own.
$as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq \
  && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null" \
  || echo "apt could not install$missing; tests that need them are skipped by name." >&2
