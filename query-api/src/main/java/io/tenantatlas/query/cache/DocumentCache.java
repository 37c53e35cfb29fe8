package io.tenantatlas.query.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Documents;
import io.tenantatlas.query.store.Observation;
import io.tenantatlas.query.store.PartitionProgress;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tenants' documents in memory, bounded by their size. All of them were read from the read model,
 * and what is read here is right for the progress it comes with:
 *
 * <ul>
 *   <li>Each entry has a progress of its own, from the same snapshot as the document.
 *   <li>{@link #refresh} sees in one snapshot how far each partition is and which documents changed
 *       since it looked last. Those of them that are in memory it reads anew; it drops what is
 *       older still, and only then lets readers claim the new progress. A reader takes the progress
 *       first and the entry after it.
 *   <li>What is put in must include the newest progress observed: it cannot be something that was
 *       dropped already.
 * </ul>
 *
 * <p>While the read model cannot be observed, entries stay right for the progress known last.
 *
 * <p>Threads: any; {@link #refresh} one at a time.
 */
public final class DocumentCache implements Documents {

  /** What an entry takes beside its text: objects, keys, the cache's own. */
  private static final int OVERHEAD_BYTES = 400;

  private record Entry(Document.Rendered document, Progress progress) {

    int bytes() {
      long bytes = OVERHEAD_BYTES + 2L * document.content().length();
      return (int) Math.min(bytes, Integer.MAX_VALUE);
    }
  }

  private final ReadModel readModel;
  private final int maxRenewed;
  private final Cache<DocumentKey.OfTenant, Entry> entries;

  /** What was observed last; what is put in must include it. */
  private volatile @Nullable ReadModelStatus observed;

  /** What readers may claim: observed, and all that is older dropped. */
  private volatile @Nullable ReadModelStatus served;

  /** Counts the lives of the read model: it may be emptied and built anew. */
  private volatile int life;

  /**
   * An empty cache in front of the read model.
   *
   * @param maxBytes of all entries
   * @param maxRenewed documents that one look reads anew; others that it drops are read when they
   *     are asked for
   */
  public DocumentCache(ReadModel readModel, long maxBytes, int maxRenewed) {
    this.readModel = readModel;
    this.maxRenewed = maxRenewed;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((DocumentKey.OfTenant key, Entry entry) -> entry.bytes())
            .recordStats()
            .build();
  }

  /** The entries, for their metrics. */
  public Cache<?, ?> metered() {
    return entries;
  }

  @Override
  public DocumentRead read(DocumentKey key) {
    if (!(key instanceof DocumentKey.OfTenant document)) {
      return readModel.read(key);
    }
    DocumentRead warm = peek(document);
    return warm == null ? load(document) : warm;
  }

  /** What is known without asking the read model; null when that must be asked. */
  public @Nullable DocumentRead peek(DocumentKey.OfTenant key) {
    ReadModelStatus status = served; // before the entry
    if (status == null) {
      return null;
    }
    if (!status.ready()) {
      return new DocumentRead.NotReady(status.snapshot());
    }
    Progress progress = status.ofTenant(key.tenantId());
    Entry entry = entries.getIfPresent(key);
    if (progress == null || entry == null || !entry.progress.history().equals(progress.history())) {
      return null;
    }
    boolean ahead = !progress.includes(entry.progress);
    return new DocumentRead.Present(
        ahead ? entry.progress.asCurrentAs(progress) : progress, entry.document);
  }

  private DocumentRead load(DocumentKey.OfTenant key) {
    int began = life;
    DocumentRead read = readModel.read(key);
    if (read instanceof DocumentRead.Present present) {
      keep(key, present, began);
    }
    return read;
  }

  /**
   * Puts in what was read, unless what is there is as new or it may be out of date.
   *
   * @param began the life in which the read began
   */
  private void keep(DocumentKey.OfTenant key, DocumentRead.Present read, int began) {
    if (read.document() instanceof Document.Rendered document) {
      entries
          .asMap()
          .compute(
              key,
              (same, entry) ->
                  (entry != null
                              && entry.progress.history().equals(read.progress().history())
                              && entry.document.version() >= document.version())
                          || began != life
                          || !includesObserved(key, read.progress())
                      ? entry
                      : new Entry(document, read.progress()));
    }
  }

  private boolean includesObserved(DocumentKey.OfTenant key, Progress progress) {
    ReadModelStatus status = observed;
    Progress newest = status == null ? null : status.ofTenant(key.tenantId());
    return newest != null && progress.includes(newest);
  }

  /**
   * Looks how far the read model is.
   *
   * @return what was seen; by then readers are served so
   */
  public synchronized Observation refresh() {
    ReadModelStatus before = served;
    Observation observation = readModel.observe(steps(before));
    ReadModelStatus status = observation.status();
    boolean anew = before != null && hasBegunAnew(before, status);
    if (anew) {
      life++;
    }
    observed = status;
    if (anew) {
      entries.invalidateAll();
    }
    renew(observation.changes());
    observation.changes().forEach(this::drop);
    served = status;
    return new Observation(status, observation.changes(), anew);
  }

  /** What is in memory is asked for: read by one statement, it stays there. */
  private void renew(List<Observation.Change> changes) {
    List<DocumentKey.OfTenant> outdated =
        changes.stream()
            .filter(this::isOutdated)
            .map(Observation.Change::key)
            .limit(maxRenewed)
            .toList();
    if (outdated.isEmpty()) {
      return;
    }
    try {
      readModel.readAll(outdated).forEach((key, read) -> keep(key, read, life));
    } catch (ReadModelUnavailableException e) {
      // Not lost: they are dropped, and whoever asks for one meets the failure in their own read.
    }
  }

  private boolean isOutdated(Observation.Change change) {
    Entry entry = entries.policy().getIfPresentQuietly(change.key());
    return entry != null && entry.document.version() < change.version();
  }

  /** Under the entry's lock, so that what is put in at the same time sees what was observed. */
  private void drop(Observation.Change change) {
    entries
        .asMap()
        .compute(
            change.key(),
            (key, entry) ->
                entry == null || entry.document.version() < change.version() ? null : entry);
  }

  private static Map<Integer, Long> steps(@Nullable ReadModelStatus status) {
    Map<Integer, Long> steps = new HashMap<>();
    if (status != null) {
      status.partitions().forEach(each -> steps.put(each.partition(), each.step()));
    }
    return steps;
  }

  /** Steps never fall and partitions never go while a read model lives. */
  private static boolean hasBegunAnew(ReadModelStatus before, ReadModelStatus now) {
    return before.partitions().stream()
        .anyMatch(
            old -> {
              PartitionProgress same = now.partition(old.partition());
              return same == null
                  || same.step() < old.step()
                  || now.partitionCount() != before.partitionCount();
            });
  }
}
