/** Two changes of one run at once, statement by statement, in every order in which two servers could make them. */
@NullMarked
package dev.kagzi.server.interleaving;

import org.jspecify.annotations.NullMarked;
