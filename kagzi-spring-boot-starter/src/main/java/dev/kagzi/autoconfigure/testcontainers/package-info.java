/**
 * The server in a container of Testcontainers, through {@code @ServiceConnection}. Spring Boot finds it in
 * {@code spring.factories}; where Testcontainers is absent it is never loaded.
 */
@NullMarked
package dev.kagzi.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
