package io.tenantatlas.bench;

/** One thing that is measured. */
interface Benchmark {

  /** Measures a server that is not started yet, and returns the report as Markdown. */
  String run(Server server) throws Exception;
}
