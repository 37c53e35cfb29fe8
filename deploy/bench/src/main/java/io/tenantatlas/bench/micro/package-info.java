/** The projector's pure parts, measured by JMH. */
@NullMarked
package io.tenantatlas.bench.micro;

import org.jspecify.annotations.NullMarked;
