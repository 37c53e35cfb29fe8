package io.tenantatlas.projector.change;

/**
 * One captured column of a source table.
 *
 * @param name the column's name in the source
 * @param type how its values are read
 * @param kept whether the projector keeps the value in the row's last image (large JSON is captured
 *     for subscribers of the change log, but not kept)
 */
public record Column(String name, Type type, boolean kept) {

  /**
   * How a column's values are represented: {@link Long}, {@link String}, {@link Boolean}, {@link
   * java.time.Instant}.
   */
  public enum Type {
    INTEGER,
    TEXT,
    BOOLEAN,
    /**
     * {@code timestamp} (holding UTC) or {@code timestamptz}, of any precision up to microseconds.
     */
    INSTANT,
    /** {@code json} or {@code jsonb}, as its text. */
    JSON
  }

  /**
   * Whether PostgreSQL may store a value out of line, and leave it out of updates that do not
   * change it.
   */
  public boolean mayBeLarge() {
    return type == Type.TEXT || type == Type.JSON;
  }

  static Column integer(String name) {
    return new Column(name, Type.INTEGER, true);
  }

  static Column text(String name) {
    return new Column(name, Type.TEXT, true);
  }

  static Column bool(String name) {
    return new Column(name, Type.BOOLEAN, true);
  }

  static Column instant(String name) {
    return new Column(name, Type.INSTANT, true);
  }

  static Column json(String name) {
    return new Column(name, Type.JSON, false);
  }
}
