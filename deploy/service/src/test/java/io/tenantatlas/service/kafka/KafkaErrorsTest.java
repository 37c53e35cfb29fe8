package io.tenantatlas.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What to do about Kafka when it cannot be used. */
class KafkaErrorsTest {

  @Test
  void aHandshakeThatFailsNamesTls() {
    assertThat(
            line(
                new ExecutionException(
                    new SslAuthenticationException(
                        "SSL handshake failed", new SSLHandshakeException("PKIX failed")))))
        .isEqualTo(
            "cannot connect to Kafka at b:1 with TLS: PKIX failed; see spring.kafka.ssl.* and"
                + " spring.kafka.security.protocol");
  }

  @Test
  void aUserThatIsRefusedNamesHisSettings() {
    assertThat(line(new SaslAuthenticationException("invalid credentials")))
        .isEqualTo(
            "Kafka at b:1 refuses the user or password: invalid credentials; see sasl.mechanism and"
                + " sasl.jaas.config in spring.kafka.properties");
  }

  @Test
  void whatIsNotPermittedIsNamed() {
    assertThat(line(GroupAuthorizationException.forGroupId("us")))
        .isEqualTo(
            "Kafka at b:1 does not permit its user what it needs: Not authorized to access group:"
                + " us");
  }

  @Test
  void silenceNamesTheAddressAndTheProtocol() {
    assertThat(line(new TimeoutException("x")))
        .isEqualTo(line(new java.util.concurrent.TimeoutException()))
        .isEqualTo(
            "cannot reach Kafka at b:1; start it or set spring.kafka.bootstrap-servers and"
                + " spring.kafka.security.protocol");
  }

  @Test
  void aSettingThatNoClientTakesIsSaid() {
    assertThat(
            line(
                new KafkaException(
                    "Failed to create new KafkaAdminClient",
                    new ConfigException(
                        "No resolvable bootstrap urls given in bootstrap.servers"))))
        .contains("No resolvable bootstrap urls", "spring.kafka");
  }

  @Test
  void whatQuotesSettingsIsNotShown() {
    assertThat(line(new KafkaException("no", new IllegalArgumentException("password=s3cr3t"))))
        .contains("IllegalArgumentException", "sasl.jaas.config")
        .doesNotContain("s3cr3t");
    assertThat(line(new KafkaException("no", new NoSuchFileException("/ca.pem"))))
        .contains("the file /ca.pem cannot be read", "spring.kafka.ssl.*");
  }

  private static String line(Throwable failure) {
    return KafkaErrors.line(failure, "b:1");
  }
}
