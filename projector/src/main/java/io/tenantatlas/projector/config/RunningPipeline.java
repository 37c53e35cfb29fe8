package io.tenantatlas.projector.config;

import io.tenantatlas.projector.pipeline.Pipeline;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the pipeline for as long as the application context does; nothing when this process does not
 * project.
 */
final class RunningPipeline implements SmartLifecycle {

  private final @Nullable Pipeline pipeline;
  private final Runnable closeClients;
  private volatile boolean running;

  RunningPipeline(@Nullable Pipeline pipeline, Runnable closeClients) {
    this.pipeline = pipeline;
    this.closeClients = closeClients;
  }

  @Override
  public void start() {
    if (pipeline != null) {
      pipeline.start();
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    if (pipeline != null) {
      try {
        pipeline.stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    closeClients.run();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
