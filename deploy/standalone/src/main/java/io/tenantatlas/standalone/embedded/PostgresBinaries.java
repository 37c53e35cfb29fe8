package io.tenantatlas.standalone.embedded;

import io.tenantatlas.service.startup.StartupFailure;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The PostgreSQL programs for this machine: found on the class path, unpacked once into a directory
 * of their own.
 */
final class PostgresBinaries {
  private static final int OWNER_MAY_EXECUTE = 0100;

  private PostgresBinaries() {}

  /**
   * Returns the directory that holds {@code bin/}, unpacking it if that was not done yet.
   *
   * <p>The directory is named by the archive's digest, and takes its name when it is complete:
   * neither another version nor an unpacking that was cut off is taken for it. One process at a
   * time.
   */
  static Path unpack(Path parent) throws IOException {
    byte[] archive = archive();
    Path directory = parent.resolve("binaries-" + digest(archive));
    if (!Files.exists(directory)) {
      Path incomplete = parent.resolve("binaries-incomplete");
      Trees.delete(incomplete);
      Files.createDirectories(incomplete);
      unpack(archive, incomplete);
      Files.move(incomplete, directory, StandardCopyOption.ATOMIC_MOVE);
    }
    return directory;
  }

  private static byte[] archive() throws IOException {
    String system = systemName();
    String machine = System.getProperty("os.arch");
    try (InputStream archive =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
      return archive.readAllBytes();
    } catch (IllegalStateException e) {
      throw new StartupFailure(
          "there is no PostgreSQL for %s on %s inside: build on such a machine, or with -Dplatforms=all"
              .formatted(system, machine),
          e);
    }
  }

  private static String systemName() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return "Windows";
    }
    return name.startsWith("mac") ? "Darwin" : "Linux";
  }

  private static String digest(byte[] archive) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void unpack(byte[] archive, Path directory) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, directory);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory)
      throws IOException {
    Path file = directory.resolve(entry.getName()).normalize();
    if (!file.startsWith(directory)) {
      throw new IOException("the archive of PostgreSQL names " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.resolve("..").normalize());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }
}
