/** The PostgreSQL the server brings along. */
@NullMarked
package dev.kagzi.server.database.embedded;

import org.jspecify.annotations.NullMarked;
