package io.tenantatlas.projector.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** The read model in memory keeps every {@link ReadModelContract}. */
class InMemoryReadModelTest {

  /** What is tested, over what is stored in memory. */
  ReadModel over(InMemoryReadModel stored) {
    return stored;
  }

  @Nested
  class Open extends OpenContract {
    @Override
    ReadModel emptyReadModel() {
      return over(new InMemoryReadModel());
    }
  }

  @Nested
  class Update extends UpdateContract {
    @Override
    ReadModel emptyReadModel() {
      return over(new InMemoryReadModel());
    }
  }

  @Nested
  class Rows extends RowsContract {
    @Override
    ReadModel emptyReadModel() {
      return over(new InMemoryReadModel());
    }
  }

  @Nested
  class Rankings extends RankingsContract {
    @Override
    ReadModel emptyReadModel() {
      return over(new InMemoryReadModel());
    }
  }

  @Nested
  class RankedBehind extends RankedBehindContract {
    @Override
    ReadModel emptyReadModel() {
      return over(new InMemoryReadModel());
    }
  }

  @Nested
  class Tenants extends TenantsContract {
    @Override
    ReadModel emptyReadModel() {
      return over(new InMemoryReadModel());
    }
  }

  @Nested
  class Documents extends DocumentsContract {

    private final InMemoryReadModel empty = new InMemoryReadModel();

    @Override
    ReadModel emptyReadModel() {
      return over(empty);
    }

    @Override
    @Nullable String reference(String name) {
      return empty.reference(name);
    }
  }

  @Nested
  class ToPublish extends PublicationsContract {

    private final InMemoryReadModel empty = new InMemoryReadModel();

    @Override
    ReadModel emptyReadModel() {
      return over(empty);
    }

    @Override
    Publications publications() {
      return empty.publications();
    }
  }

  @Nested
  class Sessions extends SessionsContract {
    @Override
    ReadModel emptyReadModel() {
      return over(new InMemoryReadModel());
    }
  }

  @Nested
  class Items extends ItemsContract {

    private final InMemoryReadModel empty = new InMemoryReadModel();

    @Override
    ReadModel emptyReadModel() {
      return over(empty);
    }

    @Override
    List<StoredSource> sources(long tenantId) {
      return empty.linkSources(tenantId);
    }
  }

  @Nested
  class Edges extends LinksContract {

    private final InMemoryReadModel empty = new InMemoryReadModel();

    @Override
    ReadModel emptyReadModel() {
      return over(empty);
    }

    @Override
    List<StoredLink> served(long tenantId) {
      return empty.links(tenantId);
    }

    @Override
    Map<StoredLink.Key, Boolean> removed(int partition, long step) {
      return empty.removedLinks(partition, step);
    }
  }

  @Nested
  class ToMend extends ParkedContract {
    @Override
    ReadModel emptyReadModel() {
      return over(new InMemoryReadModel());
    }
  }
}
