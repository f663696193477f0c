#!/bin/sh
# Installs the servers that the lab runs on loopback, if apt is there and allowed.
set -eu
PATH=$PATH:/usr/sbin:/sbin
. "$(dirname "$0")/apt.sh"
need nginx nginx-light
need apache2 apache2
need haproxy haproxy
need squid squid-openssl
need caddy caddy
need openssl openssl
need curl curl
ls /usr/sbin/php-fpm* >/dev/null 2>&1 || missing="$missing php-fpm"
install_missing "the lab"
