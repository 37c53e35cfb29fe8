#!/usr/bin/env bash
# Makes an image of Debian's smallest system and some of its packages, where no image registry can be reached.
#
#   base-image.sh tenantatlas/base openjdk-25-jre-headless
#
# As root; needs debootstrap and docker. MIRROR is the mirror of Debian, SUITE its release.
set -euo pipefail

image=${1:?the name of the image}
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

packages=$(IFS=,; echo "$*")
debootstrap --variant=minbase ${packages:+"--include=$packages"} "${SUITE:-trixie}" "$work/root" \
  "${MIRROR:-http://deb.debian.org/debian}"
# What debootstrap takes over from this machine, and what only apt needs.
rm -rf "$work/root/"{etc/resolv.conf,etc/hostname,var/cache/apt,var/lib/apt/lists}
tar -C "$work/root" -c . | docker import --change 'ENV LANG=C.UTF-8' - "$image"
