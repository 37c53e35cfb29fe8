package io.tenantatlas.projector.capture;

import java.util.List;

/** What capture counts. Threads: any. */
public interface CaptureCounters {

  /** The words for what ends a run of capture. */
  List<String> REASONS =
      List.of(
          "source_problem",
          "source_changed",
          "source_connection",
          "stalled",
          "stream",
          "read_model",
          "kafka",
          "lease");

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
   * @param reason one of {@link #REASONS}
   */
  void restart(String reason);
}
