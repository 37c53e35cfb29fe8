package io.tenantatlas.standalone.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Takes from all but the owner what they may do with a file or directory. Where the file system
 * knows no such permissions nothing happens.
 */
public final class OwnerOnly {

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  /** Makes a directory, unless it is there, that only its owner may look into. */
  static void directory(Path directory) throws IOException {
    Files.createDirectories(directory);
    restrict(directory);
  }

  /** Takes what others may do with what is there. Links are followed. */
  public static void restrict(Path path) throws IOException {
    if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
      return;
    }
    Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
    Set<PosixFilePermission> owners = EnumSet.copyOf(OWNERS);
    owners.retainAll(now);
    if (!owners.equals(now)) {
      Files.setPosixFilePermissions(path, owners);
    }
  }

  private OwnerOnly() {}
}
