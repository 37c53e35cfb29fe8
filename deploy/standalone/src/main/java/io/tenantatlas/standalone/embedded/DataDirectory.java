package io.tenantatlas.standalone.embedded;

import io.tenantatlas.service.startup.StartupFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that one standalone run owns, locked from {@link #open} to {@link #close}.
 *
 * <p>The lock is the operating system's: it goes with the process, however that ends.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "standalone.lock";

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the directory if it is absent, locks it, and makes it private to its owner, unless it was
   * somebody else's before: one that is not empty and was never locked so. Throws {@link
   * StartupFailure} when that cannot be.
   */
  public static DataDirectory open(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      boolean ours = isOurs(path);
      FileChannel lockFile =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(lockFile) == null) {
        lockFile.close();
        throw new StartupFailure(
            "atlas.standalone.data-dir="
                + path
                + " is in use by another standalone run: stop that one, or choose another"
                + " directory");
      }
      if (ours) {
        OwnerOnly.restrict(path);
      }
      return new DataDirectory(path, lockFile);
    } catch (IOException e) {
      throw new StartupFailure(
          "atlas.standalone.data-dir=" + path + " cannot be used as a directory: " + e.getMessage(),
          e);
    }
  }

  private static boolean isOurs(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return Files.exists(path.resolve(LOCK)) || files.findAny().isEmpty();
    }
  }

  private static @Nullable FileLock tryLock(FileChannel lockFile) throws IOException {
    try {
      return lockFile.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot unlock " + path, e);
    }
  }
}
