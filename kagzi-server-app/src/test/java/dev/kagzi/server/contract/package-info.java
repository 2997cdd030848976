/** Holds the server over HTTP to the contract that the server in memory is held to. */
@NullMarked
package dev.kagzi.server.contract;

import org.jspecify.annotations.NullMarked;
