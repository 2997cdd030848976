/** Rules for what comes from outside: payloads, texts, durations. The doors are {@code PayloadRules} and {@code Violations}; knows neither HTTP nor the database. */
@NullMarked
package dev.kagzi.server.input;

import org.jspecify.annotations.NullMarked;
