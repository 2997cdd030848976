package dev.kagzi.test;

import dev.kagzi.client.Run;
import org.assertj.core.api.Assertions;

/**
 * Assertions on runs beside those of AssertJ, for one static import:
 *
 * <pre>{@code
 * import static dev.kagzi.test.KagziAssertions.assertThat;
 * }</pre>
 */
public class KagziAssertions extends Assertions {

    protected KagziAssertions() {}

    /** Asks for a run as it stands once no run can go on by itself. */
    public static RunAssert assertThat(Run<?> run) {
        return new RunAssert(run);
    }

    /** Asks what came of a replay. */
    public static ReplayAssert assertThat(Replay replay) {
        return new ReplayAssert(replay);
    }
}
