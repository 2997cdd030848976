package dev.kagzi.test;

import dev.kagzi.protocol.RunSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What came of a replay; {@link KagziAssertions#assertThat(Replay)} asks for it.
 *
 * @param history of the run that was replayed
 * @param mismatch why the code does not follow the history; absent when it does
 */
public record Replay(RunSnapshot history, @Nullable String mismatch) {}
