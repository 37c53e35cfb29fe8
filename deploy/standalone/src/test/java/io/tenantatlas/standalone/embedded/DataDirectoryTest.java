package io.tenantatlas.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  private final Path parent;
  private final Path data;

  DataDirectoryTest(@TempDir Path parent) {
    this.parent = parent;
    this.data = parent.resolve("data");
  }

  @Test
  void aNewDirectoryIsItsOwners() throws IOException {
    DataDirectory.open(data).close();
    assertThat(permissions(data)).isEqualTo("rwx------");
  }

  @Test
  void aDirectoryThatAnEarlierRunLeftOpenIsItsOwnersAgain() throws IOException {
    DataDirectory.open(data).close();
    permit(data, "rwxr-xr-x");
    DataDirectory.open(data).close();
    assertThat(permissions(data)).isEqualTo("rwx------");
  }

  @Test
  void aDirectoryOfSomebodyElsesFilesStaysAsItIs() throws IOException {
    Files.createDirectory(data);
    Files.writeString(data.resolve("other"), "theirs");
    permit(data, "rwxrwxr-x");
    DataDirectory.open(data).close();
    assertThat(permissions(data)).isEqualTo("rwxrwxr-x");
  }

  @Test
  void whatIsKeptInItIsTheOwnersWhateverTheDirectoryIs() throws IOException {
    Path kafka = Files.createDirectory(parent.resolve("kafka"));
    permit(kafka, "rwxr-xr-x");
    OwnerOnly.directory(kafka);
    assertThat(permissions(kafka)).isEqualTo("rwx------");
  }

  @Test
  void aFileSystemWithoutPermissionsIsGoneOnWith() throws IOException {
    URI zip = URI.create("jar:" + parent.resolve("x.zip").toUri());
    try (var files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path directory = files.getPath("/data");
      OwnerOnly.directory(directory);
      assertThat(directory).exists();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
