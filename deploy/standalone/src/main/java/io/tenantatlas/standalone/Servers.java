package io.tenantatlas.standalone;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The servers that a run of both services stands on. A context is told where they are before it has
 * beans of its own.
 */
interface Servers extends AutoCloseable {

  /** Starts them with the settings of a context, the projector's, and tells it where they are. */
  void startFor(ConfigurableApplicationContext projector);

  /** Tells the query API's context, which may only read. */
  void announceToReader(ConfigurableApplicationContext queryApi);

  /** Stops them. May be called at any time, from any thread and more than once. */
  @Override
  void close();
}
