package io.tenantatlas.standalone.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.service.startup.StartupFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevKeyTest {

  private final Path directory;
  private final Path file;

  DevKeyTest(@TempDir Path directory) {
    this.directory = directory;
    this.file = directory.resolve("dev-token-key.json");
  }

  @Test
  void thePairIsMadeOnceAndOnlyItsOwnerMayReadIt() throws Exception {
    var pair = DevKey.open(directory).pair();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(DevKey.open(directory).pair()).isEqualTo(pair);
    assertThat(directory.toFile().list()).containsExactly(file.getFileName().toString());
  }

  @Test
  void aKeyThatOthersCouldReadIsTheOwnersAgain() throws Exception {
    var pair = DevKey.open(directory).pair();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
    assertThat(DevKey.open(directory).pair()).isEqualTo(pair);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void everyDirectoryHasAnother(@TempDir Path other) {
    assertThat(DevKey.open(directory).pair()).isNotEqualTo(DevKey.open(other).pair());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[]", "key", "{\"kty\":\"EC\"}", "{\"kty\":\"oct\",\"k\":\"AA\"}"})
  void aFileThatIsNoPairIsNamed(String content) throws Exception {
    Files.writeString(file, content);
    assertThatThrownBy(() -> DevKey.open(directory))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining(file + " is no key");
  }

  @Test
  void aPublicKeyAloneIsNoPair() throws Exception {
    Files.writeString(file, DevKey.open(directory).pair().toPublicJWK().toJSONString());
    assertThatThrownBy(() -> DevKey.open(directory)).isInstanceOf(StartupFailure.class);
  }
}
