package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourcePosition;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far capture has come: kept in its own topic, written in the same Kafka transaction as the
 * changes it covers.
 *
 * @param log what the state is about: the change log and the captured columns. A state of another
 *     log or of other columns is none
 * @param generation the number of the newest snapshot begun; 0 before the first
 * @param resumeAt the end of a source transaction, everything before which is in the change log;
 *     null while the snapshot {@code generation} is not complete
 */
record CaptureState(String log, long generation, @Nullable SourcePosition resumeAt) {

  static final byte[] KEY = "{\"capture\":true}".getBytes(StandardCharsets.UTF_8);

  /** Before anything was captured. */
  static final CaptureState NONE = new CaptureState("", 0, null);

  /**
   * The position from which capture goes on with a log; null when everything must be read: nothing
   * was read wholly yet, or this is the state of another log or of other captured columns.
   */
  @Nullable SourcePosition resumeAt(String presentLog) {
    return log.equals(presentLog) ? resumeAt : null;
  }

  byte[] json() {
    String lsn = resumeAt == null ? "null" : "\"" + resumeAt + "\"";
    return "{\"log\":\"%s\",\"generation\":%s,\"lsn\":%s}"
        .formatted(log, generation, lsn)
        .getBytes(StandardCharsets.UTF_8);
  }

  static CaptureState parse(byte[] json) {
    JsonNode state = JsonMapper.shared().readTree(json);
    JsonNode lsn = state.get("lsn");
    return new CaptureState(
        state.path("log").asString(""),
        state.get("generation").asLong(),
        lsn == null || lsn.isNull() ? null : SourcePosition.parse(lsn.asString()));
  }
}
