package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourcePosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ReadModel} promises of the onboarding sessions that a partition knows. */
abstract class SessionsContract extends ReadModelContract {

  private static final List<Long> NONE = List.of();

  @Test
  void sessionsComeBackAsTheyWereSavedWithEveryNull() {
    StoredSession full =
        new StoredSession(
            Long.MAX_VALUE,
            -1L,
            Long.MAX_VALUE - 1,
            Long.MIN_VALUE,
            true,
            5_000_000_000L,
            Instant.parse("2026-03-01T12:00:00.789Z"),
            new SourcePosition(-1),
            "{\"ä😀\":[1.0, \"\\n\\u0000\"]}");
    StoredSession unknown = StoredSession.unknown(2);
    in(0, t -> t.saveSessions(List.of(full, unknown)));
    in(
        0,
        t ->
            assertThat(t.sessions(List.of(Long.MAX_VALUE, 2L, 3L)))
                .isEqualTo(Map.of(Long.MAX_VALUE, full, 2L, unknown)));
  }

  @Test
  void eachOfASessionsReferencesMayBeAbsentByItself() {
    StoredSession withoutWorkspace = linked(1, null, 4L, 7L);
    StoredSession withoutTenant = linked(2, 9L, null, 7L);
    StoredSession withoutRun = linked(3, 9L, 4L, null);
    in(0, t -> t.saveSessions(List.of(withoutWorkspace, withoutTenant, withoutRun)));
    in(
        0,
        t ->
            assertThat(t.sessions(List.of(1L, 2L, 3L)).values())
                .containsExactlyInAnyOrder(withoutWorkspace, withoutTenant, withoutRun));
  }

  @Test
  void aSavedSessionReplacesAllThatWasKeptOfIt() {
    in(0, t -> t.saveSessions(List.of(session(1), session(2))));
    in(0, t -> t.saveSessions(List.of(StoredSession.unknown(1))));
    in(
        0,
        t -> {
          assertThat(t.sessions(List.of(1L, 2L)))
              .isEqualTo(Map.of(1L, StoredSession.unknown(1), 2L, session(2)));
          assertThat(t.sessionsOf(List.of(30L), List.of(20L))).isEmpty();
        });
  }

  @Test
  void whatDifferentPartitionsKeepOfASessionDoesNotMix() {
    StoredSession there = linked(1, 9L, 4L, 7L);
    StoredSession elsewhere = dirty(1);
    in(0, t -> t.saveSessions(List.of(there)));
    in(1, t -> t.saveSessions(List.of(elsewhere)));
    in(
        0,
        t -> {
          assertThat(t.sessions(List.of(1L))).isEqualTo(Map.of(1L, there));
          assertThat(t.dirtySessions()).isEmpty();
        });
    in(1, t -> assertThat(t.sessions(List.of(1L))).isEqualTo(Map.of(1L, elsewhere)));
    in(2, t -> assertThat(t.sessions(List.of(1L))).isEmpty());
  }

  @Test
  void sessionsAreFoundByTheRunTheyName() {
    saveLinkedSessions();
    in(
        0,
        t -> {
          assertThat(t.sessionsOf(List.of(7L), NONE)).containsExactlyInAnyOrder(1L, 2L);
          assertThat(t.sessionsOf(List.of(7L, 70L, 999L), NONE))
              .containsExactlyInAnyOrder(1L, 2L, 3L);
          assertThat(t.sessionsOf(List.of(8L, 4L), NONE)).isEmpty();
        });
  }

  @Test
  void sessionsAreFoundByTheirTenant() {
    saveLinkedSessions();
    in(
        0,
        t -> {
          assertThat(t.sessionsOf(NONE, List.of(4L))).containsExactlyInAnyOrder(1L, 4L);
          assertThat(t.sessionsOf(NONE, List.of(7L, 70L))).isEmpty();
        });
  }

  @Test
  void aSessionFoundInSeveralWaysIsFoundOnce() {
    saveLinkedSessions();
    in(
        0,
        t ->
            assertThat(t.sessionsOf(List.of(7L, 70L), List.of(4L, 40L)))
                .containsExactlyInAnyOrder(1L, 2L, 3L, 4L));
  }

  @Test
  void sessionsThatOnlyAnotherPartitionLinksAreNotFound() {
    saveLinkedSessions();
    in(1, t -> t.saveSessions(List.of(linked(1, 9L, 400L, 700L))));
    in(0, t -> assertThat(t.sessionsOf(List.of(700L), List.of(400L))).isEmpty());
    in(
        1,
        t -> {
          assertThat(t.sessionsOf(List.of(7L), List.of(4L))).isEmpty();
          assertThat(t.sessionsOf(List.of(700L), NONE)).containsExactly(1L);
          assertThat(t.sessionsOf(NONE, List.of(400L))).containsExactly(1L);
        });
  }

  @Test
  void dirtySessionsAreThoseSavedAsDirtyInThisPartition() {
    in(0, t -> t.saveSessions(List.of(dirty(1), session(2), dirty(3))));
    in(1, t -> t.saveSessions(List.of(dirty(2), session(3))));
    in(0, t -> assertThat(t.dirtySessions()).containsExactlyInAnyOrder(1L, 3L));
    in(1, t -> assertThat(t.dirtySessions()).containsExactly(2L));
    in(0, t -> t.saveSessions(List.of(session(1), dirty(2))));
    in(0, t -> assertThat(t.dirtySessions()).containsExactlyInAnyOrder(2L, 3L));
  }

  /** Runs 7 and 70, tenants 4 and 40. */
  private void saveLinkedSessions() {
    in(
        0,
        t ->
            t.saveSessions(
                List.of(
                    linked(1, 9L, 4L, 7L),
                    linked(2, 9L, null, 7L),
                    linked(3, 9L, 40L, 70L),
                    linked(4, null, 4L, null))));
  }

  private static StoredSession linked(
      long id, @Nullable Long workspaceId, @Nullable Long tenantId, @Nullable Long runId) {
    return new StoredSession(
        id, workspaceId, tenantId, runId, false, 1, NOON, new SourcePosition(id), "{}");
  }

  private static StoredSession dirty(long id) {
    return new StoredSession(id, 9L, null, null, true, 0, Instant.EPOCH, SourcePosition.ZERO, null);
  }
}
