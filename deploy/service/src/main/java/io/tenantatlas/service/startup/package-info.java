/** Tells a start that cannot work in one line, through Spring Boot's failure analyzers. */
@NullMarked
package io.tenantatlas.service.startup;

import org.jspecify.annotations.NullMarked;
