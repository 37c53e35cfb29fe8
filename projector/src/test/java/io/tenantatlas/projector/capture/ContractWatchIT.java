package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SourceContract.Identity;
import io.tenantatlas.projector.source.SourceDatabase;
import io.tenantatlas.projector.source.SourceSession;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the source's tables are is looked at beside the stream, and kept with positions of it. */
@Timeout(60)
class ContractWatchIT {

  private static final SourceDatabase SOURCE = SourceDatabase.start("logical");

  @AfterAll
  static void stopSource() throws IOException {
    SOURCE.close();
  }

  @Test
  void whatIsKeptWithAPositionIsNoAlterationThatComesAfterIt()
      throws SQLException, InterruptedException {
    String schema = SOURCE.schema();
    CaptureSettings settings = WrittenLog.settings(SOURCE.settings(schema));
    try (SourceSession session = SourceSession.open(settings.source())) {
      Map<SourceTable, Identity> before =
          session.mended(session.contract(settings.publicationName())).identities();
      try (ContractWatch watch = new ContractWatch(settings, before, session)) {
        SourcePosition position = session.position();
        assertThat(watch.begin(position).await()).isEqualTo(before);

        SOURCE.jdbc().execute("alter table " + schema + ".findings replica identity nothing");
        SOURCE.jdbc().execute("alter table " + schema + ".findings replica identity default");

        assertThat(watch.begin(position).await()).isEqualTo(before);
        Map<SourceTable, Identity> after = watch.begin(session.position()).await();
        assertThat(ContractWatch.changed(before, after, false))
            .containsExactly(SourceTable.FINDINGS);
      }
    }
  }
}
