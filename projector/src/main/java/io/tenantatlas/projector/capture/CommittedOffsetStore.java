package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/**
 * Debezium's view of the position that capture keeps itself. {@link ChangeLogWriter} writes the
 * position to Kafka in the same transaction as the changes; here it is only handed to the engine at
 * its start. What the engine stores here afterwards is already kept.
 *
 * <p>The position handed over is always the end of a source transaction. It comes without
 * Debezium's marks for a restart inside of one, so the engine asks the server to stream from
 * exactly there and searches for nothing.
 */
public final class CommittedOffsetStore extends MemoryOffsetBackingStore {

  private static final String POSITION = "offset.storage.tenantatlas.position";
  private static final String NAME = "offset.storage.tenantatlas.name";

  private String position = "";
  private String name = "";

  /** Sets the engine's properties for an engine of that name that resumes at a position. */
  static void configure(Properties engine, String name, SourcePosition resumeAt) {
    engine.setProperty("offset.storage", CommittedOffsetStore.class.getName());
    engine.setProperty(NAME, name);
    engine.setProperty(POSITION, Long.toString(resumeAt.value()));
  }

  @Override
  public void configure(WorkerConfig config) {
    super.configure(config);
    position = config.originalsStrings().getOrDefault(POSITION, "");
    name = config.originalsStrings().getOrDefault(NAME, "");
  }

  @Override
  public synchronized void start() {
    super.start();
    // As the engine's own converters write them: [engine name, source partition] and the offset.
    data.put(
        bytes("[\"%1$s\",{\"server\":\"%1$s\"}]".formatted(name)),
        bytes("{\"lsn\":%s}".formatted(position)));
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return Set.of();
  }

  private static ByteBuffer bytes(String json) {
    return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
  }
}
