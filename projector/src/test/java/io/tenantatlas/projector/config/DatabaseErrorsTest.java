package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
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
    assertThat(line(state))
        .isEqualTo(
            "jdbc:postgresql://db:5432/atlas refuses the user or password; set"
                + " atlas.source.username and atlas.source.password (or their environment"
                + " variables)");
  }

  @Test
  void aDatabaseThatDoesNotExistNamesTheUrl() {
    assertThat(line("3D000"))
        .isEqualTo(
            "the database of jdbc:postgresql://db:5432/atlas does not exist; create it or set"
                + " atlas.source.url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006"})
  void aServerThatDoesNotAnswerNamesTheUrl(String state) {
    assertThat(line(state))
        .isEqualTo(
            "cannot connect to jdbc:postgresql://db:5432/atlas; start the database or set"
                + " atlas.source.url");
  }

  @ParameterizedTest
  @CsvSource({"53300", "42501", "XX000"})
  void anyOtherErrorNamesItsCodeAndTheUrl(String state) {
    assertThat(line(state))
        .isEqualTo(
            "cannot use jdbc:postgresql://db:5432/atlas (SQL state %s); see atlas.source.url"
                .formatted(state));
  }

  @Test
  void anErrorWithoutCodeNamesTheUrl() {
    SQLException error = new SQLException("s3cr3t");
    assertThat(DatabaseErrors.line(error, "atlas.read-model", URL))
        .contains(URL, "atlas.read-model.url")
        .doesNotContain("s3cr3t", "null");
  }

  private static String line(String state) {
    return DatabaseErrors.line(new SQLException("s3cr3t", state), "atlas.source", URL);
  }
}
