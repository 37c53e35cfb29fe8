package io.tenantatlas.query.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the projector's capture follows the source; all null before it has said so.
 *
 * @param state {@code following} when all is well
 * @param reason of another state, one line for operators
 * @param since when the state began
 * @param history the newest that the read model knows of
 */
public record SourceStatus(
    @Nullable String state,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable SourceHistory history) {

  /** Nothing is known. */
  public static final SourceStatus NONE = new SourceStatus(null, null, null, null);
}
