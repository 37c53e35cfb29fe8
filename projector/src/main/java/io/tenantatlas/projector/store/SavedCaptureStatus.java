package io.tenantatlas.projector.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What capture does, as the query API tells it. One row, of whoever wrote last. */
public final class SavedCaptureStatus {

  private final JdbcTemplate jdbc;

  /** In the read model of the template's database. */
  public SavedCaptureStatus(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Saves it.
   *
   * @param reason in one line; null when all is well
   * @param since when the state began
   */
  public void save(String state, @Nullable String reason, Instant since) {
    jdbc.update(
        """
        insert into capture_status (state, reason, since, updated_at) values (?, ?, ?, now())
        on conflict (singleton) do update
        set state = excluded.state, reason = excluded.reason, since = excluded.since, updated_at = now()
        """,
        state,
        reason,
        JdbcReadModel.timestamp(since));
  }
}
