package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.transaction.CannotCreateTransactionException;

class RunFailureTest {

  @Test
  void aStreamThatTheSourceClosedIsTheSourcesConnection() {
    Exception closed =
        new RetriableException(
            "An exception occurred", new SQLException("I/O", "08006", new EOFException()));

    assertThat(RunFailure.kind(closed)).isEqualTo("source_connection");
    assertThat(RunFailure.isOfTheStream(closed)).isFalse();
    assertThat(RunFailure.reason(closed)).contains("has closed the connection");
  }

  @Test
  void aTerminatedSessionOfTheEngineIsTheSourcesConnection() {
    Exception terminated =
        new ConnectException(
            new SQLException("FATAL: terminating connection due to command", "57P01"));

    assertThat(RunFailure.kind(terminated)).isEqualTo("source_connection");
    assertThat(RunFailure.reason(terminated))
        .isEqualTo("SQLException: FATAL: terminating connection due to command");
  }

  @Test
  void whatTheBrokersDoNotAnswerIsKafkas() {
    assertThat(RunFailure.kind(new TimeoutException("no answer"))).isEqualTo("kafka");
    assertThat(RunFailure.kind(new ConnectException(new TimeoutException("no answer"))))
        .isEqualTo("kafka");
  }

  @Test
  void whatTheReadModelRefusesIsTheReadModels() {
    Exception refused =
        new BadSqlGrammarException(
            "query", "select", new SQLException("ERROR: permission denied", "42501"));
    Exception gone =
        new CannotCreateTransactionException("none", new SQLException("refused", "08001"));

    assertThat(RunFailure.kind(refused)).isEqualTo("read_model");
    assertThat(RunFailure.isOfTheStream(refused)).isFalse();
    assertThat(RunFailure.reason(refused))
        .isEqualTo("the read model: SQLException: ERROR: permission denied");
    assertThat(RunFailure.kind(gone)).isEqualTo("read_model");
  }

  @Test
  void whatCannotBeReadIsTheStreams() {
    Exception unreadable = new ConnectException(new IllegalStateException("an unknown type"));

    assertThat(RunFailure.kind(unreadable)).isEqualTo("stream");
    assertThat(RunFailure.isOfTheStream(unreadable)).isTrue();
  }

  @Test
  void ownFailuresSayWhatTheyAre() {
    Exception stalled = new StalledException(Duration.ofSeconds(20));

    assertThat(RunFailure.kind(stalled)).isEqualTo("stalled");
    assertThat(RunFailure.reason(stalled)).isEqualTo("nothing came from the source for 20 s");
    assertThat(RunFailure.isOfTheStream(stalled)).isFalse();
  }

  @Test
  void aFailureWithoutAMessageIsItsName() {
    assertThat(RunFailure.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
  }
}
