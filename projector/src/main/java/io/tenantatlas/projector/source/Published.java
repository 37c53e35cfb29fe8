package io.tenantatlas.projector.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The publication as the source's catalog describes it.
 *
 * @param id changes whenever it is dropped and created again, or altered
 * @param allTables it is one of all tables
 * @param insert insertions are published
 * @param update updates are published
 * @param delete deletions are published
 * @param truncate truncations are published
 * @param viaRoot changes of partitions are published as those of the table above them
 * @param generated stored generated columns are published (PostgreSQL 18 and later)
 */
record Published(
    String id,
    boolean allTables,
    boolean insert,
    boolean update,
    boolean delete,
    boolean truncate,
    boolean viaRoot,
    boolean generated) {

  /** The operations that it leaves out. */
  List<String> lacking() {
    List<String> lacking = new ArrayList<>();
    if (!insert) {
      lacking.add("insert");
    }
    if (!update) {
      lacking.add("update");
    }
    if (!delete) {
      lacking.add("delete");
    }
    if (!truncate) {
      lacking.add("truncate");
    }
    return lacking;
  }
}
