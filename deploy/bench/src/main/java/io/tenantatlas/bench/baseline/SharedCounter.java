package io.tenantatlas.bench.baseline;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A number in a mapped file: one process writes it, another one reads it. */
public final class SharedCounter {

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer bytes;

  private SharedCounter(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Opens the counter of a file, and makes the file if there is none. A new counter is 0. */
  public static SharedCounter open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
      return new SharedCounter(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
    }
  }

  /** Adds to the number. One thread of one process may do so. */
  void add(long count) {
    LONG.setVolatile(bytes, 0, get() + count);
  }

  public long get() {
    return (long) LONG.getVolatile(bytes, 0);
  }
}
