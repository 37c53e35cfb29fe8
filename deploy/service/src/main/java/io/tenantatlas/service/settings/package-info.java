/** Checks what is set under {@code atlas} against the metadata of the code's settings. */
@NullMarked
package io.tenantatlas.service.settings;

import org.jspecify.annotations.NullMarked;
