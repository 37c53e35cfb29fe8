package io.tenantatlas.projector.config;

import io.tenantatlas.projector.pipeline.OwnedPartitions;
import io.tenantatlas.projector.store.Publications;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/**
 * A look at the read model: whether it answers, and how many changes of the partitions of this
 * process wait to be published. They are counted only where some do.
 *
 * <p>Threads: one.
 */
record ReadModelLook(DataSource readModel, Publications publications, OwnedPartitions owned)
    implements Callable<Boolean> {

  @Override
  public Boolean call() throws SQLException {
    try (Connection connection = readModel.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
    for (int partition : owned.numbers()) {
      OwnedPartitions.Owned known = owned.get(partition);
      if (known != null && known.progress() != null && known.unpublishedSince() != null) {
        owned.backlog(partition, publications.backlog(partition));
      }
    }
    return true;
  }
}
