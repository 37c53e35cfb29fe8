@NullMarked
package io.tenantatlas.standalone.token;

import org.jspecify.annotations.NullMarked;
