package io.tenantatlas.query.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Thread.State;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Anybody may ask whether it is ready: that costs the database one statement at a time. */
@Timeout(60)
class DocumentStoreTest {

  private static final int CALLERS = 20;

  /** Each connection that is asked for; it fails when its latch is released. */
  private final BlockingQueue<CountDownLatch> asked = new LinkedBlockingQueue<>();

  private final Queue<RuntimeException> told = new ConcurrentLinkedQueue<>();

  private final DocumentStore store =
      new DocumentStore(dataSource(), 1, Duration.ofSeconds(1), () -> {});

  private DataSource dataSource() {
    return (DataSource)
        Proxy.newProxyInstance(
            DocumentStoreTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("getConnection");
              var end = new CountDownLatch(1);
              asked.add(end);
              end.await();
              throw new SQLException("down");
            });
  }

  static Stream<Consumer<DocumentStore>> questions() {
    return Stream.of(DocumentStore::status, DocumentStore::source);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void whoAskDuringAStatementShareTheNextOne(Consumer<DocumentStore> question) throws Exception {
    Thread first = ask(question);
    CountDownLatch one = asked.take();
    List<Thread> others = Stream.generate(() -> ask(question)).limit(CALLERS).toList();
    for (Thread other : others) {
      while (other.getState() != State.WAITING) {
        Thread.onSpinWait();
      }
    }
    one.countDown();
    asked.take().countDown();
    first.join();
    for (Thread other : others) {
      other.join();
    }
    assertThat(asked).isEmpty();
    assertThat(told).hasSize(CALLERS + 1).allMatch(ReadModelUnavailableException.class::isInstance);
  }

  private Thread ask(Consumer<DocumentStore> question) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                question.accept(store);
              } catch (RuntimeException e) {
                told.add(e);
              }
            });
  }
}
