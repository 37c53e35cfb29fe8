package io.tenantatlas.standalone.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tenantatlas.service.startup.StartupFailure;
import io.tenantatlas.standalone.embedded.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;

/** The key pair that signs this machine's tokens, in a file that only its owner may read. */
public final class DevKey {

  private static final String FILE = "dev-token-key.json";

  private final ECKey pair;

  private DevKey(ECKey pair) {
    this.pair = pair;
  }

  ECKey pair() {
    return pair;
  }

  /**
   * Reads the pair from a directory that exists, after making it if there is none. Throws {@link
   * StartupFailure} when that cannot be.
   */
  public static DevKey open(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        write(make(), file);
      }
      OwnerOnly.restrict(file);
      ECKey key = ECKey.parse(Files.readString(file));
      if (key.isPrivate() && Curve.P_256.equals(key.getCurve())) {
        return new DevKey(key);
      }
      throw new StartupFailure(unusable(file));
    } catch (ParseException e) {
      throw new StartupFailure(unusable(file), e);
    } catch (IOException | JOSEException e) {
      throw new StartupFailure(
          "the key of the development tokens cannot be kept in " + file + ": " + e.getMessage(), e);
    }
  }

  private static String unusable(Path file) {
    return file + " is no key of the development tokens: delete it, and another is made";
  }

  private static ECKey make() throws JOSEException {
    return new ECKeyGenerator(Curve.P_256)
        .keyUse(KeyUse.SIGNATURE)
        .keyIDFromThumbprint(true)
        .generate();
  }

  /** Under another name until it is complete. */
  private static void write(ECKey key, Path file) throws IOException {
    Path incomplete = file.resolveSibling(file.getFileName() + ".incomplete");
    Files.deleteIfExists(incomplete);
    Files.createFile(incomplete, ownerOnly(file));
    Files.writeString(incomplete, key.toJSONString(), StandardOpenOption.WRITE);
    Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
