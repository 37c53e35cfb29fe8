package io.tenantatlas.bench.micro;

import io.tenantatlas.bench.changelog.Logged;
import io.tenantatlas.bench.changelog.LoggedRows;
import io.tenantatlas.projector.capture.ChangeDecoder;
import io.tenantatlas.projector.capture.MalformedRecordException;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.PolicyTypeCatalog;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.PolicyType;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.Restore;
import io.tenantatlas.projector.projection.PolicyTypeCatalog.Risk;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettings;
import io.tenantatlas.projector.projection.view.Links;
import io.tenantatlas.standalone.workload.Picks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is measured with: a projection with its defaults, and rows of one tenant. */
final class Fixtures {

  static final Instant NOW = Instant.parse("2026-11-21T20:00:00Z");
  static final long TENANT = 7;

  private static final int MAX_REPORT_BYTES = 256 << 10;

  /** As {@code policy-types.yaml} has it, but for the sorts of the types. */
  static Projection projection() {
    List<PolicyType> types =
        Picks.ITEM_TYPES.stream()
            .map(name -> new PolicyType(name, Restore.ENABLED, Risk.MEDIUM, true))
            .toList();
    return new Projection(
        new ProjectionSettings(
            List.of("drift.scan", "drift.generate"),
            "inventory.sync",
            List.of("provider.connection.check", "tenant.verification"),
            MAX_REPORT_BYTES,
            new Links("/admin/operations/{id}", "/admin/operations"),
            new PolicyTypeCatalog(types)));
  }

  static List<Logged> logged(SourceTable table, int count) {
    LoggedRows rows = new LoggedRows(new Random(1), NOW);
    List<Logged> logged = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      logged.add(rows.row("u", table, id, TENANT));
    }
    return logged;
  }

  /** As they are kept. */
  static List<RowImage> rows(SourceTable table, int count) throws MalformedRecordException {
    ChangeDecoder decoder = new ChangeDecoder();
    List<RowImage> rows = new ArrayList<>();
    for (Logged logged : logged(table, count)) {
      if (decoder.decode(logged.key(), logged.value()) instanceof LogRecord.Upsert(RowImage row)) {
        rows.add(row.keptOver(null));
      }
    }
    return rows;
  }

  private Fixtures() {}
}
