package io.tenantatlas.projector.capture;

import io.tenantatlas.service.startup.Causes;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.errors.ConnectException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** What a failure that ended a run of capture is about. Pure functions. */
final class RunFailure {

  private RunFailure() {}

  /** One of {@link CaptureCounters#REASONS}. */
  static String kind(Exception failure) {
    return switch (failure) {
      case SourceProblemException problem -> "source_problem";
      case ContractBreachException breach -> "source_changed";
      case StalledException stalled -> "stalled";
      case SQLException sql -> "source_connection";
      case DataAccessException readModel -> "read_model";
      case TransactionException readModel -> "read_model";
      default -> {
        if (isOfTheStream(failure)) {
          yield "stream";
        }
        yield isOfTheConnection(failure) ? "source_connection" : "kafka";
      }
    };
  }

  /** In one line. */
  static String reason(Throwable failure) {
    if (isOurs(failure)) {
      return String.valueOf(failure.getMessage());
    }
    if (Causes.root(failure) instanceof EOFException && !isOfTheReadModel(failure)) {
      return "the source, or what stands between, has closed the connection that changes come through";
    }
    String line = Causes.line(failure);
    return isOfTheReadModel(failure) ? "the read model: " + line : line;
  }

  /**
   * Whether what the stream brought could not be read or written, so that the same will come again:
   * not a failure of a connection or of Kafka.
   */
  static boolean isOfTheStream(Throwable failure) {
    if (isOurs(failure) || isOfTheReadModel(failure)) {
      return false;
    }
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (isOfKafka(at) || isOfAConnection(at)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a connection to the source failed, and not one to Kafka. */
  private static boolean isOfTheConnection(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (isOfKafka(at)) {
        return false;
      }
      if (isOfAConnection(at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOurs(Throwable failure) {
    return failure instanceof SourceProblemException
        || failure instanceof ContractBreachException
        || failure instanceof StalledException;
  }

  /** Of all that capture asks, the read model alone is asked through Spring. */
  private static boolean isOfTheReadModel(Throwable failure) {
    return failure instanceof DataAccessException || failure instanceof TransactionException;
  }

  /** Debezium's failures are Connect's, which are Kafka's by inheritance only. */
  private static boolean isOfKafka(Throwable failure) {
    return failure instanceof KafkaException && !(failure instanceof ConnectException);
  }

  private static boolean isOfAConnection(Throwable failure) {
    return failure instanceof IOException
        || (failure instanceof SQLException sql && isOfAConnection(sql));
  }

  /**
   * Connections (08), resources (53), somebody's intervention (57), a lock or a slot in use (55), a
   * password (28), a privilege (42501).
   */
  private static boolean isOfAConnection(SQLException failure) {
    String state = failure.getSQLState() == null ? "08" : failure.getSQLState();
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("55")
        || state.startsWith("57")
        || state.startsWith("28")
        || state.equals("42501");
  }
}
