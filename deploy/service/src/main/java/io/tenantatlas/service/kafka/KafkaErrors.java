package io.tenantatlas.service.kafka;

import io.tenantatlas.service.startup.Causes;
import java.nio.file.FileSystemException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What to do about Kafka when it cannot be used, as one line that names the settings. What the
 * settings are is not shown: they may hold a password.
 */
public final class KafkaErrors {

  private KafkaErrors() {}

  /**
   * The line that is shown.
   *
   * @param brokers as {@link KafkaClients#brokers} shows them
   */
  public static String line(Throwable failure, String brokers) {
    if (Causes.find(failure, SslAuthenticationException.class) != null) {
      return "cannot connect to Kafka at %s with TLS: %s; see spring.kafka.ssl.* and spring.kafka.security.protocol"
          .formatted(brokers, Causes.text(Causes.root(failure)));
    }
    AuthenticationException refused = Causes.find(failure, AuthenticationException.class);
    if (refused != null) {
      return "Kafka at %s refuses the user or password: %s; see sasl.mechanism and sasl.jaas.config in spring.kafka.properties"
          .formatted(brokers, Causes.text(refused));
    }
    AuthorizationException forbidden = Causes.find(failure, AuthorizationException.class);
    if (forbidden != null) {
      return "Kafka at %s does not permit its user what it needs: %s"
          .formatted(brokers, Causes.text(forbidden));
    }
    if (isUnanswered(failure)) {
      return "cannot reach Kafka at %s; start it or set spring.kafka.bootstrap-servers and spring.kafka.security.protocol"
          .formatted(brokers);
    }
    ConfigException unusable = Causes.find(failure, ConfigException.class);
    return unusable != null
        ? "no client of Kafka at %s can be made: %s; see spring.kafka.*"
            .formatted(brokers, Causes.text(unusable))
        : "no client of Kafka at %s can be made (%s); see spring.kafka.ssl.*, sasl.mechanism and sasl.jaas.config in spring.kafka.properties"
            .formatted(brokers, names(failure));
  }

  private static boolean isUnanswered(Throwable failure) {
    return Causes.find(failure, TimeoutException.class) != null
        || Causes.find(failure, java.util.concurrent.TimeoutException.class) != null;
  }

  /** What a client is told when its settings are wrong may quote them. */
  private static String names(Throwable failure) {
    Throwable root = Causes.root(failure);
    return root instanceof FileSystemException file
        ? "the file " + file.getFile() + " cannot be read"
        : root.getClass().getSimpleName();
  }
}
