package dev.kagzi.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.chaos.evidence.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecoveryTimesTests {

    private final Scene scene = new Scene();

    @Test
    void countsFromTheKillToTheNextClaim() {
        RecoveryTimes recovery = RecoveryTimes.of(scene.evidence());
        assertThat(recovery.sorted()).containsExactly(Duration.ofMillis(1_700));
        assertThat(recovery.slow()).isEmpty();
    }

    @Test
    void leavesOutWhatADeadServerDelayed() {
        scene.faults.add(new Fault(Fault.Kind.SERVER_KILL, "server-1.1", Scene.nanos(500), Scene.nanos(700)));
        assertThat(RecoveryTimes.of(scene.evidence()).disturbed()).isEqualTo(1);
    }

    @Test
    void leavesOutWhatNobodyWasThereFor() {
        scene.executions.remove(Scene.BEFORE);
        assertThat(RecoveryTimes.of(scene.evidence()).disturbed()).isEqualTo(1);
    }

    @Test
    void namesTheSlowOnes() {
        scene.history.set(3, Scene.row(4, "PENDING", "RUNNING", 2, "WORKER", null, 3_700));
        assertThat(RecoveryTimes.of(scene.evidence()).slow())
                .singleElement()
                .asString()
                .contains("3100 ms");
    }
}
