/** Tables, Markdown, the machine: what a measurement looks like. */
@NullMarked
package io.tenantatlas.bench.report;

import org.jspecify.annotations.NullMarked;
