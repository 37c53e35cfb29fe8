package io.tenantatlas.projector.capture;

/** What capture counts. Threads: any. */
public interface CaptureCounters {

  /** Counts nothing. */
  CaptureCounters NONE =
      new CaptureCounters() {
        @Override
        public void change() {}

        @Override
        public void foreignMessage() {}

        @Override
        public void restart(String reason) {}
      };

  /** A change of a row or table came through the stream. */
  void change();

  /** A message pretended to be a heartbeat of ours, and was ignored. */
  void foreignMessage();

  /**
   * Capture begins again.
   *
   * @param reason one of a few words
   */
  void restart(String reason);
}
