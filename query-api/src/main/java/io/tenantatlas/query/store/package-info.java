/**
 * The read model as the query API sees it: positions, progress, documents, and the SQL that reads
 * them.
 */
@NullMarked
package io.tenantatlas.query.store;

import org.jspecify.annotations.NullMarked;
