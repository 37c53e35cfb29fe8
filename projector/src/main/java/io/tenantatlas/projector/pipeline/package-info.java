/**
 * The loop: one owning thread per partition polls the change log, decodes, projects and applies,
 * publishes, and moves time.
 */
@NullMarked
package io.tenantatlas.projector.pipeline;

import org.jspecify.annotations.NullMarked;
