package io.tenantatlas.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/**
 * Reads one answer that does not end: its head, then server-sent events in chunks, of which it
 * tells the newest change that each shows, when the event is complete. It keeps no event, so that
 * thousands of readers are small. For one thread.
 */
public final class EventReader {

  private enum Part {
    HEAD,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END
  }

  /** What marks begin with, of which no later byte is the same as the first. */
  private final byte[] prefix;

  private final IntConsumer onChange;
  private final StringBuilder head = new StringBuilder();
  private Part part = Part.HEAD;
  private int status;
  private int left;
  private int matched;
  private int number;
  private int newest;
  private int told;
  private int events;
  private boolean lineEnded;

  /**
   * @param onChange is told each change once, in order; a document that shows a change shows all
   *     before it
   */
  public EventReader(String prefix, IntConsumer onChange) {
    this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
    this.onChange = onChange;
  }

  /** The answer's status; 0 before it is known. */
  public int status() {
    return status;
  }

  /** How many events came, comments included. */
  public int events() {
    return events;
  }

  public void read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      switch (part) {
        case HEAD -> head((char) bytes.get());
        case CHUNK_SIZE -> size((char) bytes.get());
        case CHUNK -> chunk(bytes);
        case CHUNK_END -> {
          if (bytes.get() == '\n') {
            part = Part.CHUNK_SIZE;
          }
        }
      }
    }
  }

  private void head(char character) {
    head.append(character);
    if (head.length() > 3 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
      status = Integer.parseInt(head, 9, 12, 10); // HTTP/1.1 200
      head.setLength(0);
      head.trimToSize();
      part = Part.CHUNK_SIZE;
    }
  }

  private void size(char character) {
    int digit = Character.digit(character, 16);
    if (digit >= 0) {
      left = left * 16 + digit;
    } else if (character == '\n') {
      part = left > 0 ? Part.CHUNK : Part.CHUNK_END;
    }
  }

  private void chunk(ByteBuffer bytes) {
    int length = Math.min(left, bytes.remaining());
    byte[] array = bytes.array();
    int from = bytes.arrayOffset() + bytes.position();
    for (int i = from; i < from + length; i++) {
      byte next = array[i];
      if (next == '\n' || next == prefix[0] || matched > 0) {
        event(next);
      } else {
        lineEnded = false; // most bytes, and the servers that are measured need the processor too
      }
    }
    bytes.position(bytes.position() + length);
    left -= length;
    if (left == 0) {
      part = Part.CHUNK_END;
    }
  }

  private void event(byte next) {
    if (matched == prefix.length) {
      number(next);
    } else if (next == prefix[matched]) {
      matched++;
    } else {
      matched = next == prefix[0] ? 1 : 0;
    }
    if (next == '\n' && lineEnded) {
      eventEnds();
    }
    lineEnded = next == '\n';
  }

  private void number(byte next) {
    if (next >= '0' && next <= '9') {
      number = number * 10 + (next - '0');
    } else {
      newest = Math.max(newest, number);
      number = 0;
      matched = 0;
    }
  }

  private void eventEnds() {
    events++;
    while (told < newest) {
      told++;
      onChange.accept(told);
    }
  }
}
