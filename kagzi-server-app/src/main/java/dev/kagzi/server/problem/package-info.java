/** Errors as the API answers them, without HTTP: features throw a {@code ProblemException}, the web layer writes it. */
@NullMarked
package dev.kagzi.server.problem;

import org.jspecify.annotations.NullMarked;
