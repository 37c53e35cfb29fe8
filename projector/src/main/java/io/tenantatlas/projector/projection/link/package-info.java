/**
 * The references in a policy's payload: what is assigned to it, what it uses, and what it depends
 * on. Everything is a pure function of the payload as a tree of the JDK's types.
 */
@NullMarked
package io.tenantatlas.projector.projection.link;

import org.jspecify.annotations.NullMarked;
