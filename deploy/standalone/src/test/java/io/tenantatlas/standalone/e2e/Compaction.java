package io.tenantatlas.standalone.e2e;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Makes a broker compact topics within a moment, which it else does after a day. */
final class Compaction {

  private Compaction() {}

  /** From now on whatever stands before the newest records of the topics is compacted. */
  static void hurry(String brokers, List<String> topics) throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> settings = new HashMap<>();
    settings.put(
        new ConfigResource(ConfigResource.Type.BROKER, ""),
        operations(Map.of("log.cleaner.backoff.ms", "100")));
    for (String topic : topics) {
      settings.put(
          new ConfigResource(ConfigResource.Type.TOPIC, topic),
          operations(
              Map.of(
                  "min.compaction.lag.ms", "0",
                  "min.cleanable.dirty.ratio", "0",
                  "segment.ms", "1")));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.incrementalAlterConfigs(settings).all().get(30, TimeUnit.SECONDS);
    }
  }

  private static List<AlterConfigOp> operations(Map<String, String> settings) {
    Stream<ConfigEntry> entries =
        settings.entrySet().stream()
            .map(setting -> new ConfigEntry(setting.getKey(), setting.getValue()));
    return entries.map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET)).toList();
  }
}
