/**
 * What is sent inside a transaction, kept until the server has it: in memory, or in a table of the application's own database. The door
 * is the client's {@code Outbox}; it knows the server through the client's {@code Sending} alone.
 */
@NullMarked
package dev.kagzi.outbox;

import org.jspecify.annotations.NullMarked;
