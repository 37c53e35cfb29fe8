package io.tenantatlas.standalone.secured;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of the test, made by the JDK's keytool; its files are PEM. */
final class Authority {

  private static final String PASSWORD = "changeit";

  private final Path directory;
  private final String name;

  /** Makes one, with its key, in an existing directory. */
  Authority(Path directory, String name) throws IOException, InterruptedException {
    this.directory = directory;
    this.name = name;
    keytool(
        List.of("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c=ca:true"),
        keyAlgorithm());
    keytool(List.of("-exportcert", "-rfc", "-alias", "ca", "-file", certificate().toString()));
  }

  private static List<String> keyAlgorithm() {
    return List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2");
  }

  /** What its clients trust. */
  Path certificate() {
    return directory.resolve(name + ".pem");
  }

  /** A certificate and its key, in one file or two. */
  record Identity(Path certificate, Path key, Path both) {}

  /** For a server on the loopback address, or for a client of that name. */
  Identity identity(String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    keytool(
        List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-signer", "ca"),
        List.of("-ext", "san=ip:127.0.0.1,dns:localhost"),
        keyAlgorithm());
    KeyStore keys = KeyStore.getInstance(keys().toFile(), PASSWORD.toCharArray());
    StringBuilder certificates = new StringBuilder();
    for (Certificate certificate : keys.getCertificateChain(name)) {
      certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    String key = pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
    return new Identity(
        write(name + ".crt", certificates.toString()),
        write(name + ".key", key),
        write(name + ".both", key + certificates));
  }

  private Path write(String file, String content) throws IOException {
    Path path = Files.writeString(directory.resolve(file), content);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  private static String pem(String what, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text);
  }

  private Path keys() {
    return directory.resolve(name + ".p12");
  }

  @SafeVarargs
  private void keytool(List<String>... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (List<String> part : arguments) {
      command.addAll(part);
    }
    command.addAll(List.of("-keystore", keys().toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
  }
}
