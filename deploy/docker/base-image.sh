#!/usr/bin/env bash
# Makes a base image for the services where no image registry can be reached: Debian's smallest system by debootstrap,
# and a JDK of this machine.
#
#   base-image.sh /usr/lib/jvm/temurin-25-jdk-amd64 tenantatlas/base:local
#   docker build --build-arg BASE=tenantatlas/base:local -t tenantatlas/projector projector
#
# As root; needs debootstrap and docker.
set -euo pipefail

jdk=${1:?the directory of a JDK 25}
image=${2:?the name of the image}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debootstrap --variant=minbase --include=ca-certificates "${SUITE:-bookworm}" "$work/root" \
  "${MIRROR:-http://deb.debian.org/debian}"
mkdir -p "$work/root/opt/java"
cp -a "$jdk/." "$work/root/opt/java/"
rm -rf "$work/root/opt/java/"{jmods,lib/src.zip,man} "$work/root/var/cache/apt" "$work/root/var/lib/apt/lists"
tar -C "$work/root" -c . | docker import \
  --change 'ENV JAVA_HOME=/opt/java' --change 'ENV PATH=/opt/java/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'ENV LANG=C.UTF-8' - "$image"
