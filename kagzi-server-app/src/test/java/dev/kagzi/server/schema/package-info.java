/** The rules of the schema, read from pg_catalog. */
@NullMarked
package dev.kagzi.server.schema;

import org.jspecify.annotations.NullMarked;
