/** What is started to be measured, or for it, and what it costs. */
@NullMarked
package io.tenantatlas.bench.servers;

import org.jspecify.annotations.NullMarked;
