package dev.kagzi.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A new secret for a key.
 *
 * @param keepOldFor how long secrets from before go on to be taken, at most 30d; one that was to end earlier does. Not at all without it
 */
public record RotateKey(@Nullable Duration keepOldFor) {}
