/** What the projector's replay of the change log is compared to, each a program of its own. */
@NullMarked
package io.tenantatlas.bench.replay;

import org.jspecify.annotations.NullMarked;
