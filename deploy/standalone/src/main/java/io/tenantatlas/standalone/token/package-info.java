/** Tokens for developers, on this machine only. */
@NullMarked
package io.tenantatlas.standalone.token;

import org.jspecify.annotations.NullMarked;
