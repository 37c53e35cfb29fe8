package io.tenantatlas.projector.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to be published of a read model in memory. */
record InMemoryPublications(InMemoryReadModel readModel) implements Publications {

  @Override
  public Published published(int partition, String topics) {
    return readModel.with(partition, stored -> stored.published(topics));
  }

  @Override
  public List<DocumentChange> documents(
      int partition, long published, @Nullable DocumentChange after, int limit) {
    return readModel.with(
        partition,
        stored -> stored.documents().changes(published, after, limit, stored.provenance()));
  }

  @Override
  public List<LinkChange> links(
      int partition, long published, @Nullable LinkChange after, int limit) {
    return readModel.with(
        partition, stored -> stored.links().changes(published, after, limit, stored.provenance()));
  }

  @Override
  public long backlog(int partition) {
    return readModel.with(partition, InMemoryReadModel.Partition::backlog);
  }

  @Override
  public void markPublished(Map<Integer, Published> published) {
    published.forEach(
        (partition, upTo) -> {
          var unused =
              readModel.with(
                  partition,
                  stored -> {
                    stored.markPublished(upTo);
                    return true;
                  });
        });
  }

  @Override
  public void forgetSaid(int partition) {
    var unused =
        readModel.with(
            partition,
            stored -> {
              stored.forgetSaid();
              return true;
            });
  }
}
