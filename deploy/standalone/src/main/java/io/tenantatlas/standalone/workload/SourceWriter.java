package io.tenantatlas.standalone.workload;

import java.sql.SQLException;
import java.util.List;

/** Where the workload's statements go. Used by one thread at a time. */
interface SourceWriter {
  /**
   * Executes the statements in their order as one transaction; returns how many rows they touched.
   */
  int write(List<SqlCommand> transaction) throws SQLException;

  /** The ids of all tenants, in rising order. */
  List<Long> tenantIds() throws SQLException;
}
