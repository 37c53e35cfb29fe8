package io.tenantatlas.projector.publish;

import io.tenantatlas.projector.store.DocumentChange;
import io.tenantatlas.projector.store.LinkChange;
import io.tenantatlas.projector.store.Publications;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Publications that fail when they are told to: before a call, or behind the note. */
final class CrashingPublications implements Publications {

  /** The process dies here. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static final int NEVER = -1;
  private static final int BEFORE_THE_NOTE = 0;
  private static final int BEHIND_THE_NOTE = 1;
  private static final int AT_DOCUMENTS = 2;
  private static final int AT_LINKS = 3;
  private static final int AT_THE_BEGINNING = 4;

  private final Publications publications;
  private int crash = NEVER;

  CrashingPublications(Publications publications) {
    this.publications = publications;
  }

  /** The next call of that kind fails, if there is one of that number. */
  void crashAt(int kind) {
    crash = kind;
  }

  private void call(int kind) {
    if (crash == kind) {
      throw new Crash();
    }
  }

  @Override
  public Published published(int partition, String topics) {
    call(AT_THE_BEGINNING);
    return publications.published(partition, topics);
  }

  @Override
  public List<DocumentChange> documents(
      int partition, long published, @Nullable DocumentChange after, int limit) {
    List<DocumentChange> documents = publications.documents(partition, published, after, limit);
    call(AT_DOCUMENTS);
    return documents;
  }

  @Override
  public List<LinkChange> links(
      int partition, long published, @Nullable LinkChange after, int limit) {
    call(AT_LINKS);
    return publications.links(partition, published, after, limit);
  }

  @Override
  public long backlog(int partition) {
    return publications.backlog(partition);
  }

  @Override
  public void markPublished(Map<Integer, Published> published) {
    call(BEFORE_THE_NOTE);
    publications.markPublished(published);
    call(BEHIND_THE_NOTE);
  }

  @Override
  public void forgetSaid(int partition) {
    publications.forgetSaid(partition);
  }
}
