#!/bin/bash
# Kafka's commands. The name by which it is called says which one.
set -euo pipefail
level=WARN
case ${0##*/} in
  kafka-server-start.sh) class=kafka.Kafka level=INFO ;;
  kafka-storage.sh) class=kafka.tools.StorageTool ;;
  kafka-acls.sh) class=org.apache.kafka.tools.AclCommand ;;
  kafka-configs.sh) class=kafka.admin.ConfigCommand ;;
  kafka-topics.sh) class=org.apache.kafka.tools.TopicCommand ;;
  kafka-consumer-groups.sh) class=org.apache.kafka.tools.consumer.group.ConsumerGroupCommand ;;
  *) echo "there is no command ${0##*/}" >&2; exit 2 ;;
esac
# Words of KAFKA_HEAP_OPTS and KAFKA_OPTS are arguments.
# shellcheck disable=SC2086
exec java ${KAFKA_HEAP_OPTS:--Xmx512m} ${KAFKA_OPTS:-} --sun-misc-unsafe-memory-access=allow \
  "-Dorg.apache.logging.log4j.level=$level" -cp '/opt/kafka/libs/*' "$class" "$@"
