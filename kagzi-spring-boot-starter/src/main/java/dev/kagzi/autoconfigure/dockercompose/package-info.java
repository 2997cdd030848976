/**
 * The server as a service of Docker Compose. Spring Boot finds it in {@code spring.factories}; where its support for Docker
 * Compose is absent it is never loaded.
 */
@NullMarked
package dev.kagzi.autoconfigure.dockercompose;

import org.jspecify.annotations.NullMarked;
