/** Bodies, problems and hosts, seen from outside. */
@NullMarked
package dev.kagzi.server.web;

import org.jspecify.annotations.NullMarked;
