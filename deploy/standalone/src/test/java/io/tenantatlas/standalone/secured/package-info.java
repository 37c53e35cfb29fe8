/**
 * The services on servers that let nobody in without TLS and a password, and permit no more than
 * deploy/README.md lists.
 */
@NullMarked
package io.tenantatlas.standalone.secured;

import org.jspecify.annotations.NullMarked;
