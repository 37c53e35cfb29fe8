/**
 * Holds {@code deploy/observability} and {@code deploy/RUNBOOK.md} to each other, to the documented
 * metrics, and to a real Prometheus that scrapes the standalone run. Begin with {@code
 * ObservabilityFilesTest}.
 */
@NullMarked
package io.tenantatlas.standalone.observability;

import org.jspecify.annotations.NullMarked;
