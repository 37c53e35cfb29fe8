package io.tenantatlas.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventReaderTest {

  private static final String HEAD = "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String PREFIX = "bench-123-";

  private final List<Integer> changes = new ArrayList<>();
  private final EventReader reader = new EventReader(PREFIX, changes::add);

  @Test
  void changesAreToldOnceWhereverTheBytesAreSplit() {
    String answer =
        HEAD
            + chunk("event: kpi\nid: 7\ndata: [\"bench-123-2\",\"bench-123-1\"]\n\n")
            + chunk(": keep-alive\n\n")
            + chunk("event: kpi\nid: 8\ndata: [\"bench-12")
            + chunk("3-3\",\"bench-123-2\"]\n\n");
    for (int split = 0; split <= answer.length(); split++) {
      List<Integer> told = new ArrayList<>();
      EventReader parted = new EventReader(PREFIX, told::add);
      read(parted, answer.substring(0, split));
      read(parted, answer.substring(split));
      assertThat(told).as("split at %d", split).containsExactly(1, 2, 3);
      assertThat(parted.events()).isEqualTo(3);
    }
  }

  @Test
  void aChangeIsToldOnlyWhenItsEventIsComplete() {
    read(reader, HEAD + chunk("data: \"bench-123-1\"\n"));
    assertThat(changes).isEmpty();
    read(reader, chunk("\n"));
    assertThat(changes).containsExactly(1);
  }

  @Test
  void marksOfOthersAreNoChanges() {
    read(reader, HEAD + chunk("data: \"bench-124-5\" \"bench-bench-1\"\n\n"));
    assertThat(changes).isEmpty();
    assertThat(reader.events()).isEqualTo(1);
  }

  @Test
  void theStatusIsKnownAfterTheHead() {
    assertThat(reader.status()).isZero();
    read(reader, "HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n");
    assertThat(reader.status()).isEqualTo(503);
  }

  private static void read(EventReader reader, String text) {
    reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }
}
