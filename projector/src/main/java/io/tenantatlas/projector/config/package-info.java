@NullMarked
package io.tenantatlas.projector.config;

import org.jspecify.annotations.NullMarked;
