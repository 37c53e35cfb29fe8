package io.tenantatlas.bench;

/** One thing that is measured. */
interface Benchmark {

  /** Measures, and returns the report as Markdown. */
  String run(Target target) throws Exception;
}
