package io.tenantatlas.projector.change;

import java.util.List;

/**
 * One captured column of a source table.
 *
 * @param name the column's name in the source
 * @param type how its values are read
 * @param members of a JSON column, the members of its object that the projector keeps
 * @param references whether the projector keeps of a JSON column what it refers to
 */
public record Column(String name, Type type, List<Member> members, boolean references) {

  public Column {
    members = List.copyOf(members);
  }

  /**
   * A value in the projector's last image of a row: a column's, or a member of a JSON column. JSON
   * is captured whole for subscribers of the change log; the image has only what documents need.
   *
   * @param name the column's name, or {@code column.member}
   * @param type how the value is read; of a member, {@link Type#JSON} or {@link Type#INTEGER}
   */
  public record Kept(String name, Type type) {}

  /**
   * A member of a JSON object that is kept: as its JSON text, or as a whole number, which may be
   * written as a string of digits too. A member that is absent, JSON null, or of another form, and
   * one of JSON that is no object, is null.
   *
   * @param name the member's name in the object
   * @param type {@link Type#JSON} or {@link Type#INTEGER}
   */
  public record Member(String name, Type type) {}

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

  /** What the projector keeps of this column. */
  public List<Kept> kept() {
    if (type != Type.JSON) {
      return List.of(new Kept(name, type));
    }
    return references ? List.of(keptReferences()) : members.stream().map(this::kept).toList();
  }

  /** The references that are kept of the column, as JSON. */
  public Kept keptReferences() {
    return new Kept(name + ".references", Type.JSON);
  }

  /** What is kept of the member. */
  public Kept kept(Member member) {
    return new Kept(name + "." + member.name(), member.type());
  }

  static Column integer(String name) {
    return new Column(name, Type.INTEGER, List.of(), false);
  }

  static Column text(String name) {
    return new Column(name, Type.TEXT, List.of(), false);
  }

  static Column bool(String name) {
    return new Column(name, Type.BOOLEAN, List.of(), false);
  }

  static Column instant(String name) {
    return new Column(name, Type.INSTANT, List.of(), false);
  }

  static Column json(String name, Member... members) {
    return new Column(name, Type.JSON, List.of(members), false);
  }

  static Column references(String name) {
    return new Column(name, Type.JSON, List.of(), true);
  }
}
