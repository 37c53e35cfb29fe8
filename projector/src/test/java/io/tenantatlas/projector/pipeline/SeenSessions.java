package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.pipeline.SeenDocuments.require;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.StoredSession;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all partitions together say of an onboarding session, wherever each of them is: the one that
 * is farthest of those that have it speaks, and that none has it counts from the position on at
 * which the last of them lost it.
 *
 * @param stored the read model
 */
record SeenSessions(InMemoryReadModel stored) {

  /** How far a partition is, and what the source is there. */
  record Place(PartitionProgress progress, NaiveDocuments source) {
    SourcePosition position() {
      return progress.source().position();
    }
  }

  /** Looks at the session; all partitions are ready. */
  void check(long id, List<Place> places) {
    long histories =
        places.stream().map(place -> place.progress().source().history()).distinct().count();
    if (histories > 1) {
      return; // their positions cannot be compared, and nobody says that the session is nowhere
    }
    Place speaking =
        places.stream()
            .filter(place -> content(id, place) != null)
            .max(Comparator.comparing(Place::position))
            .orElse(null);
    if (speaking != null) {
      SeenDocuments.requireOwner(
          Objects.requireNonNull(speaking.source().ofSession(id), "no session " + id),
          Objects.requireNonNull(session(id, speaking)));
      return;
    }
    Place slowest = places.stream().min(Comparator.comparing(Place::position)).orElseThrow();
    boolean settled =
        places.stream()
            .map(place -> session(id, place))
            .allMatch(
                session -> session == null || session.since().compareTo(slowest.position()) <= 0);
    if (settled) {
      Object truth = slowest.source().ofSession(id);
      require(truth == null, "absent session " + id + " at " + slowest.position(), null, truth);
    }
    boolean same = places.stream().allMatch(place -> place.position().equals(slowest.position()));
    require(settled || !same, "where all partitions are, session " + id + " is settled", true, id);
  }

  private @Nullable StoredSession session(long id, Place place) {
    return stored.session(place.progress().partition(), id);
  }

  private @Nullable String content(long id, Place place) {
    StoredSession session = session(id, place);
    return session == null ? null : session.content();
  }
}
