package io.tenantatlas.query.freshness;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A caller who goes when the test says so. */
record FakeCaller(String name, BlockingQueue<Runnable> whenGone) implements Caller {

  FakeCaller(String name) {
    this(name, new LinkedBlockingQueue<>());
  }

  @Override
  public void ifGone(Runnable action) {
    whenGone.add(action);
  }

  /** Returns when the caller's wait has been told. */
  void go() throws InterruptedException {
    whenGone.take().run();
  }
}
