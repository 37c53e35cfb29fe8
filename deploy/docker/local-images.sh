#!/usr/bin/env bash
# Makes all images of compose but Grafana's where no image registry can be reached: from Debian's packages, Kafka's jars
# in Maven Central, and the jars of this project. Build those first: ./mvnw -Dquick package
#
#   sudo deploy/docker/local-images.sh
#   set -a; . deploy/docker/local-images.env; set +a        # compose and -Ptestcontainers use them then
#
# As root; needs debootstrap, docker and a JDK for Maven. MIRROR is the mirror of Debian.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

./base-image.sh tenantatlas/base openjdk-25-jre-headless
docker build --build-arg BASE=tenantatlas/base -t tenantatlas/projector ../../projector
docker build --build-arg BASE=tenantatlas/base -t tenantatlas/query-api ../../query-api
../../mvnw -B -q -f kafka/pom.xml clean dependency:copy-dependencies -DoutputDirectory=target/libs
docker build --build-arg BASE=tenantatlas/base -t tenantatlas/kafka kafka

./base-image.sh tenantatlas/servers postgresql nginx-light prometheus
docker build --build-arg BASE=tenantatlas/servers -t tenantatlas/postgres postgres
docker build -t tenantatlas/nginx - <<'END'
FROM tenantatlas/servers
RUN rm -rf /var/lib/nginx && ln -s /var/cache/nginx /var/lib/nginx
CMD ["nginx", "-g", "daemon off;"]
END
docker build -t tenantatlas/prometheus - <<'END'
FROM tenantatlas/servers
RUN install -d -o nobody /prometheus
USER nobody
ENTRYPOINT ["prometheus"]
END
