@NullMarked
package io.tenantatlas.projector.pipeline;

import org.jspecify.annotations.NullMarked;
