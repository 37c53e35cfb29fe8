package io.tenantatlas.query.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers as bytes, bounded by their size. An answer is good for just the document that it was made
 * of.
 *
 * <p>Threads: any.
 */
public final class AnswerCache {

  /** What an answer takes beside its body. */
  private static final int OVERHEAD_BYTES = 300;

  private record Key(DocumentKey document, Object view, Set<String> scopes, boolean gzip) {}

  private record Made(Document.Rendered of, Representation answer) {}

  private final Cache<Key, Made> answers;

  /**
   * An empty cache.
   *
   * @param maxBytes of all answers
   */
  public AnswerCache(long maxBytes) {
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Key key, Made made) -> OVERHEAD_BYTES + made.answer.body().length)
            .recordStats()
            .build();
  }

  /** The answers, for their metrics. */
  public Cache<?, ?> metered() {
    return answers;
  }

  /** The answer that shows this document so; null when it has not been made yet. */
  @Nullable Representation find(
      DocumentKey key, View view, Actor actor, boolean gzip, Document.Rendered document) {
    Made made = answers.getIfPresent(key(key, view, actor, gzip));
    return made != null && made.of.isSameAs(document) ? made.answer : null;
  }

  /** The answer that shows this document so, made if need be. */
  Representation get(
      DocumentKey key,
      View view,
      Actor actor,
      boolean gzip,
      Document.Rendered document,
      Supplier<Representation> make) {
    return get(key(key, view, actor, gzip), document, make);
  }

  /** What is pushed of the document, made if need be. */
  byte[] event(DocumentKey key, Document.Rendered document, Supplier<byte[]> make) {
    Key event = new Key(key, "event", Set.of(), false);
    return get(event, document, () -> new Representation("", make.get(), false)).body();
  }

  private Representation get(Key key, Document.Rendered document, Supplier<Representation> make) {
    Made made = answers.getIfPresent(key);
    if (made == null || !made.of.isSameAs(document)) {
      made =
          answers
              .asMap()
              .compute(
                  key,
                  (same, other) ->
                      other != null && other.of.isSameAs(document)
                          ? other
                          : new Made(document, make.get()));
    }
    return made.answer;
  }

  private static Key key(DocumentKey key, View view, Actor actor, boolean gzip) {
    return new Key(key, view, view.forActor() ? actor.scopes() : Set.of(), gzip);
  }
}
