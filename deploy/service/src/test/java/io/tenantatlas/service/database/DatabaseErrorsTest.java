package io.tenantatlas.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Objects;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What to do about a database that cannot be connected to. */
class DatabaseErrorsTest {

  private static final String URL = "jdbc:postgresql://db:5432/atlas";

  @ParameterizedTest
  @ValueSource(strings = {"28P01", "28000", "08004"})
  void aRefusedUserNamesUserAndPassword(String state) {
    assertThat(line("FATAL: password authentication failed for user \"atlas\"", state))
        .isEqualTo(
            "jdbc:postgresql://db:5432/atlas refuses the user or password: password authentication"
                + " failed for user \"atlas\"; set atlas.source.username and atlas.source.password"
                + " (or their environment variables)");
  }

  @Test
  void aDatabaseThatDoesNotExistNamesTheUrl() {
    assertThat(line("FATAL: no database", "3D000"))
        .isEqualTo(
            "the database of jdbc:postgresql://db:5432/atlas does not exist; create it or set"
                + " atlas.source.url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006"})
  void aServerThatDoesNotAnswerNamesTheUrl(String state) {
    assertThat(line("Connection refused.", state))
        .isEqualTo(
            "cannot connect to jdbc:postgresql://db:5432/atlas: Connection refused; start the"
                + " database or set atlas.source.url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "08006 | SSL error: PKIX path building failed",
        "08006 | Could not open SSL root certificate file /ca.pem.",
        "08006 | The hostname db could not be verified by hostnameverifier X.",
        "08004 | The server does not support SSL.",
        "28000 | FATAL: no pg_hba.conf entry for host \"1.2.3.4\", user \"us\", database \"atlas\", no encryption"
      })
  void whatIsWrongWithTlsNamesItsParameters(String state, String message) {
    assertThat(line(message, state))
        .startsWith("cannot connect to jdbc:postgresql://db:5432/atlas with TLS: ")
        .endsWith("; see sslmode, sslrootcert, sslcert and sslkey in atlas.source.url");
  }

  @Test
  void aHandshakeThatFailsIsOfTlsWhateverIsSaid() {
    SQLException error =
        new SQLException("Something", "08006", new SSLHandshakeException("no certificate"));
    assertThat(DatabaseErrors.line(error, "atlas.source", URL)).contains("with TLS", "sslrootcert");
  }

  @Test
  void aHostThatNobodyKnowsIsNamed() {
    SQLException error =
        new SQLException("The connection attempt failed.", "08001", new UnknownHostException("db"));
    assertThat(DatabaseErrors.line(error, "atlas.source", URL))
        .isEqualTo("there is no host db; set atlas.source.url");
  }

  @Test
  void whatTheRoleMayNotIsSaid() {
    assertThat(line("ERROR: permission denied for schema public", "42501"))
        .isEqualTo(
            "jdbc:postgresql://db:5432/atlas does not permit its role (atlas.source.username) what"
                + " it needs: permission denied for schema public");
  }

  @ParameterizedTest
  @ValueSource(strings = {"53300", "23505", "XX000"})
  void anyOtherErrorNamesItsCodeAndTheUrlOnly(String state) {
    assertThat(line("s3cr3t", state))
        .isEqualTo(
            "cannot use jdbc:postgresql://db:5432/atlas (SQL state "
                + state
                + "); see atlas.source.url");
  }

  @Test
  void aUrlsParametersAreNotShown() {
    assertThat(
            DatabaseErrors.line(
                new SQLException("no", "08001"), "spring.datasource", URL + "?sslpassword=s3cr3t"))
        .contains(URL + ": no", "spring.datasource.url")
        .doesNotContain("s3cr3t");
  }

  @Test
  void whatAPoolSaysStandsAroundWhatTheDriverSays() {
    RuntimeException failure =
        new IllegalStateException(
            "pool", new SQLException("not available", new SQLException("x", "3D000")));
    SQLException found = Objects.requireNonNull(DatabaseErrors.of(failure));
    assertThat(DatabaseErrors.line(found, "atlas.source", URL)).contains("does not exist");
  }

  private static String line(String message, String state) {
    return DatabaseErrors.line(new SQLException(message, state), "atlas.source", URL);
  }
}
