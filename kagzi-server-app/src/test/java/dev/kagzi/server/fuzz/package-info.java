/** Requests that nobody in their right mind would send: none of them may stop the server, slow it down, or leave a trace. */
@NullMarked
package dev.kagzi.server.fuzz;

import org.jspecify.annotations.NullMarked;
