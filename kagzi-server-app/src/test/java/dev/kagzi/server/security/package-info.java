@NullMarked
package dev.kagzi.server.security;

import org.jspecify.annotations.NullMarked;
