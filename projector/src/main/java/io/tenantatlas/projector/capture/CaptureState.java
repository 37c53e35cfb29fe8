package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.Landmark;
import io.tenantatlas.projector.source.SourceContract.Identity;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far capture has come: kept in its own topic, written in the same Kafka transaction as the
 * changes it covers.
 *
 * @param log what the state is about: the change log and the captured columns. A state of another
 *     log or of other columns is none
 * @param generation the number of the newest snapshot begun; 0 before the first
 * @param resumeAt the end of a source transaction, everything before which is in the change log;
 *     null while the snapshot {@code generation} is not complete
 * @param landmark what stands at that position in the source's log
 * @param history which history of the source the position belongs to
 * @param slot the replication slot that this installation has made, or is about to make; empty when
 *     it is not known (a state of the release before)
 * @param tables what each table was when everything of it was in the log; one that is absent must
 *     be read again
 */
record CaptureState(
    String log,
    long generation,
    @Nullable SourcePosition resumeAt,
    Landmark landmark,
    SourceHistory history,
    String slot,
    Map<SourceTable, Identity> tables) {

  static final byte[] KEY = "{\"capture\":true}".getBytes(StandardCharsets.UTF_8);

  /** Before anything was captured. */
  static final CaptureState NONE =
      new CaptureState("", 0, null, Landmark.NONE, SourceHistory.UNKNOWN, "", Map.of());

  CaptureState {
    tables = Map.copyOf(tables);
  }

  /**
   * The position from which capture goes on with a log; null when everything must be read: nothing
   * was read completely yet, or this is the state of another log or of other captured columns.
   */
  @Nullable SourcePosition resumeAt(String presentLog) {
    return log.equals(presentLog) ? resumeAt : null;
  }

  /** The same after everything up to {@code position} was written. */
  CaptureState at(SourcePosition position, Landmark there) {
    return new CaptureState(log, generation, position, there, history, slot, tables);
  }

  /** The same, with tables that must be read again. */
  CaptureState without(Collection<SourceTable> again) {
    Map<SourceTable, Identity> left = new EnumMap<>(SourceTable.class);
    left.putAll(tables);
    left.keySet().removeAll(again);
    return new CaptureState(log, generation, resumeAt, landmark, history, slot, left);
  }

  /** The same, with tables that are as these now. */
  CaptureState with(Map<SourceTable, Identity> identities) {
    return new CaptureState(log, generation, resumeAt, landmark, history, slot, identities);
  }

  byte[] json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("log", log);
    json.put("generation", generation);
    json.put("lsn", resumeAt == null ? null : resumeAt.toString());
    json.put(landmark.heartbeat() ? "heartbeat" : "commit", landmark.content());
    json.put("history", history.text());
    json.put("slot", slot);
    ObjectNode identities = json.putObject("tables");
    for (SourceTable table : SourceTable.values()) {
      Identity identity = tables.get(table);
      if (identity != null) {
        identities.put(table.tableName(), identity.text());
      }
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  static CaptureState parse(byte[] json) {
    JsonNode state = JsonMapper.shared().readTree(json);
    JsonNode lsn = state.get("lsn");
    Map<SourceTable, Identity> tables = new EnumMap<>(SourceTable.class);
    state
        .path("tables")
        .properties()
        .forEach(
            entry ->
                SourceTable.byName(entry.getKey())
                    .ifPresent(
                        table -> tables.put(table, Identity.parse(entry.getValue().asString()))));
    return new CaptureState(
        state.path("log").asString(""),
        state.get("generation").asLong(),
        lsn == null || lsn.isNull() ? null : SourcePosition.parse(lsn.asString()),
        landmark(state),
        history(state.path("history").asString("")),
        state.path("slot").asString(""),
        tables);
  }

  private static Landmark landmark(JsonNode state) {
    JsonNode commit = state.path("commit");
    return new Landmark(
        commit.isMissingNode(),
        (commit.isMissingNode() ? state.path("heartbeat") : commit).asString(""));
  }

  /** A state of the release before names none. */
  private static SourceHistory history(String text) {
    return text.isEmpty() ? SourceHistory.UNKNOWN : new SourceHistory(text);
  }
}
