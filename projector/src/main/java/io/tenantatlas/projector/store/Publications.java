package io.tenantatlas.projector.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was committed to the read model and is not known to be in the topics. Every change belongs
 * to a step of its partition, see {@link PartitionProgress#step}. Every implementation passes
 * {@code PublicationsContract}.
 *
 * <p>Threads: any; a partition's by its owner only.
 */
public interface Publications {

  /**
   * How far a partition's changes are in the topics.
   *
   * @param documents all documents' changes up to this step are
   * @param links all edges' changes up to this step are
   */
  record Published(long documents, long links) {}

  /**
   * How far the partition is known to be published; at the beginning nothing is.
   *
   * @param topics identifies them: when they are others than last time, nothing is published
   */
  Published published(int partition, String topics);

  /**
   * Up to {@code limit} documents of the kinds that have a topic, removed ones included, in order
   * of their steps: behind {@code after}, or when that is null behind the step {@code published}.
   */
  List<DocumentChange> documents(
      int partition, long published, @Nullable DocumentChange after, int limit);

  /** The same of edges. */
  List<LinkChange> links(int partition, long published, @Nullable LinkChange after, int limit);

  /** How many changes of the partition are not known to be published. */
  long backlog(int partition);

  /**
   * Notes how far partitions are published, which never falls, and forgets removed edges of those
   * steps. The note need not outlive a crash of the read model's server, unless later writes do.
   *
   * @param published by partition
   */
  void markPublished(Map<Integer, Published> published);

  /**
   * Notes that it is not known what the topic has of documents that are not known to be published:
   * somebody may have said them and not have come to note it.
   */
  void forgetSaid(int partition);
}
