/** The PostgreSQL that the server brings along when it is given none: started before the pool, kept on disk, stopped after everything else. Its door is the {@code JdbcConnectionDetails} bean; nothing else may know that it is there. */
@NullMarked
package dev.kagzi.server.database.embedded;

import org.jspecify.annotations.NullMarked;
