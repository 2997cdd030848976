package dev.kagzi.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.chaos.evidence.Fault;
import org.junit.jupiter.api.Test;

class FaultPlanTests {

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(FaultPlan.of(7, Profile.FULL, 2_000))
                .isEqualTo(FaultPlan.of(7, Profile.FULL, 2_000))
                .isNotEqualTo(FaultPlan.of(8, Profile.FULL, 2_000));
    }

    @Test
    void pausesOutlastTheLease() {
        assertThat(FaultPlan.of(7, Profile.FULL, 2_000).faults())
                .filteredOn(fault -> fault.kind() == Fault.Kind.WORKER_PAUSE)
                .hasSize(10)
                .allMatch(fault -> fault.lastsMillis() > 2_000);
    }
}
