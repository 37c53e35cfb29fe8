@NullMarked
package io.tenantatlas.query;

import org.jspecify.annotations.NullMarked;
