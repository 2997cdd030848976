/**
 * What all features share to work with PostgreSQL: transactions, group commit and the database's clock. It knows no feature.
 */
@NullMarked
package dev.kagzi.server.database;

import org.jspecify.annotations.NullMarked;
