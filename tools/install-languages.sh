#!/bin/sh
# Installs the runtimes whose status code constants the tests compare with ours, if apt is there and
# allowed: Node.js with npm, a JDK, Ruby. Packages of libraries are fetched by the tests themselves.
set -eu
. "$(dirname "$0")/apt.sh"
need node nodejs
need npm npm
need javap default-jdk-headless
need ruby ruby
need pip3 python3-pip
need dpkg-deb dpkg
install_missing "the tests of constants"
