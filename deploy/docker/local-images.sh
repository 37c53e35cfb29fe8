#!/usr/bin/env bash
# Makes all images of compose but Grafana's without an image registry: from Debian's packages, Kafka's jars in Maven
# Central, and the jars of this project. Build those first: ./mvnw -Dquick package
#
#   sudo deploy/docker/local-images.sh
#   set -a; . deploy/docker/local-images.env; set +a        # compose and -Ptestcontainers use them then
#
# As root; needs debootstrap, docker and a JDK for Maven. MIRROR is the mirror of Debian, the release is its SUITE.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

./base-image.sh tenantatlas/base openjdk-25-jre-headless
./base-image.sh tenantatlas/postgres-base postgresql
./base-image.sh tenantatlas/nginx nginx-light
./base-image.sh tenantatlas/prometheus prometheus

../../mvnw -B -q -f kafka/pom.xml clean dependency:copy-dependencies -DoutputDirectory=target/libs
docker build --build-arg BASE=tenantatlas/base -t tenantatlas/kafka kafka
docker build --build-arg BASE=tenantatlas/postgres-base -t tenantatlas/postgres postgres
docker build --build-arg BASE=tenantatlas/base -t tenantatlas/projector ../../projector
docker build --build-arg BASE=tenantatlas/base -t tenantatlas/query-api ../../query-api
