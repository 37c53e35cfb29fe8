package io.tenantatlas.bench.changelog;

/** A record of the change log; its bytes are shared. */
public final class Logged {

  private final byte[] key;
  private final byte[] value;

  Logged(byte[] key, byte[] value) {
    this.key = key;
    this.value = value;
  }

  /** By which the log is compacted. */
  public byte[] key() {
    return key;
  }

  public byte[] value() {
    return value;
  }
}
