package io.tenantatlas.projector.source;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A captured table as the source's catalog describes it.
 *
 * @param oid its object id: a table that was dropped and created again has another one
 * @param name changes whenever somebody gives the table or its schema another name, or moves it to
 *     another schema, also when that is undone: the versions of the catalog rows of its row type
 *     and its schema. Under another name its changes are not captured
 * @param file changes whenever the table's rows are written anew ({@code relfilenode}): when it is
 *     truncated, packed, or given columns of another type
 * @param version changes with most alterations of the table ({@code xmin} of its catalog row), also
 *     with some that do not matter
 * @param ordinary it is an ordinary table, not partitioned and no view
 * @param logged its changes are written to the log
 * @param partition it is a partition of another table
 * @param parent other tables inherit from it
 * @param usable this role may use its schema
 * @param readable this role may read it
 * @param hidden row-level security hides rows from this role
 * @param replicaIdentity {@code d}efault, {@code f}ull, by an {@code i}ndex, or {@code n}othing
 * @param primaryKey the numbers of the primary key's columns; empty without one
 * @param identityKey the numbers of the columns of the replica identity's index; empty without one
 * @param columns the used columns by name; those that are missing are absent
 * @param published how it is in the publication; null when it is not
 */
record CapturedTable(
    long oid,
    String name,
    String file,
    String version,
    boolean ordinary,
    boolean logged,
    boolean partition,
    boolean parent,
    boolean usable,
    boolean readable,
    boolean hidden,
    String replicaIdentity,
    List<Integer> primaryKey,
    List<Integer> identityKey,
    Map<String, CapturedColumn> columns,
    @Nullable Membership published) {

  CapturedTable {
    primaryKey = List.copyOf(primaryKey);
    identityKey = List.copyOf(identityKey);
    columns = Map.copyOf(columns);
  }

  /**
   * How a table is in the publication.
   *
   * @param id changes whenever the membership is ended and begun again, or altered
   * @param filtered only some rows are published
   * @param columns the numbers of the published columns; null for all
   */
  record Membership(String id, boolean filtered, @Nullable List<Integer> columns) {}

  /** Whether the key is just the column {@code id}. */
  boolean isId(List<Integer> key) {
    CapturedColumn id = columns.get("id");
    return id != null && key.equals(List.of(id.number()));
  }

  /** Whether the stream says of every deleted and updated row which one it was, by its id. */
  boolean tellsIds() {
    return switch (replicaIdentity) {
      case "d" -> isId(primaryKey);
      case "f" -> true;
      case "i" -> isId(identityKey);
      default -> false;
    };
  }
}
