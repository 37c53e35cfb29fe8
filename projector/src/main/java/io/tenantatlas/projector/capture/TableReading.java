package io.tenantatlas.projector.capture;

import java.util.Locale;

/**
 * The reading of tables that is under way.
 *
 * @param reason why they are read
 * @param rows that were written
 * @param expected rows, an estimate
 */
public record TableReading(Reason reason, long rows, long expected) {

  /** Why tables are read. */
  public enum Reason {
    /** Nothing was captured before. */
    FIRST_SNAPSHOT,
    /** Another server took the source's place, or it was set back. */
    OTHER_HISTORY,
    /** The replication slot is gone, or lacks changes. */
    SLOT_GONE,
    /** The change log is another topic. */
    LOG_GONE,
    /** What is captured of tables, or the tables themselves, are others. */
    TABLES_CHANGED,
    /** The stream from the last position has failed again and again. */
    STREAM_UNREADABLE;

    /** The name by which it is shown. */
    public String reasonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
