package dev.kagzi.chaos.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerReaderTests {

    private static final UUID RUN = new UUID(1, 1);

    @Test
    void readsWhatAProcessWroteBeforeItWasKilled(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("worker-1.2.ledger"), """
                ENTER 10 1 1 %s 1
                START 11 1 1 work 1 1 key
                END 12 1 1 work 1 1 key COMPLETED value
                SLEEP 13 1 1 nap 1 100
                WOKE 14 1 1 nap 1
                STALL 15 1 20
                START 16 1 1 part 1 1 %s/items#1/0/part#1
                START 17 1 1 part 1 1 %s/items#1/1/part#1
                END 18 1 1 part 1 1 %s/items#1/0/part#1 COMPLETED zero
                END 19 1 1 part 1 1 %s/items#1/1/part#1 COMPLETED one
                START 21 1 1 work 2 1 other
                END 22 1 1 work 2 1 other COMPL""".formatted(RUN, RUN, RUN, RUN, RUN));

        Ledger ledger = LedgerReader.read(directory);

        Execution execution = new Execution("worker-1.2", 1, RUN, 1, 10);
        assertThat(ledger.executions()).containsExactly(execution);
        assertThat(ledger.bodies())
                .contains(
                        new Body(
                                execution,
                                new StepRef(RUN, "work", 1),
                                1,
                                "key",
                                0,
                                11,
                                new Body.Ending(12, Body.Outcome.COMPLETED, "value")),
                        new Body(execution, new StepRef(RUN, "work", 2), 1, "other", 3, 21, null));
        assertThat(ledger.bodies())
                .filteredOn(body -> body.step().name().equals("part"))
                .extracting(body -> body.step().branch() + " "
                        + Objects.requireNonNull(body.ending()).value())
                .containsExactly("items#1/0 zero", "items#1/1 one");
        assertThat(ledger.bodies()).hasSize(4);
        assertThat(ledger.sleeps()).containsExactly(new Ledger.Sleep(execution, RUN, "nap", 1, 100, 13, 14));
        assertThat(ledger.stalls()).containsExactly(new Ledger.Stall("worker-1.2", 15, 20));
    }
}
