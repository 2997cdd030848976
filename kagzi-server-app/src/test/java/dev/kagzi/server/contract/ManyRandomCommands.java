package dev.kagzi.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * As {@link RandomCommandsIntegrationTests}, so many that every command meets runs in every status a hundred times. It has a command of
 * its own, which CONTRIBUTING.md says.
 */
class ManyRandomCommands {

    private static final int SEQUENCES = 20_000;
    private static final int ENOUGH = 100;

    private static TwoServers servers;

    @BeforeContainer
    static void startServer() {
        servers = new TwoServers();
    }

    @AfterContainer
    static void everythingWasMet() {
        servers.close();
        System.out.println(servers.compared() + " sequences without a difference\n" + servers.meetings());
        if (servers.compared() >= SEQUENCES) {
            assertThat(servers.metLessThan(ENOUGH)).isEmpty();
        }
    }

    @Provide
    Arbitrary<List<Command>> commands() {
        return RandomCommands.sequences();
    }

    @Property(tries = SEQUENCES, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.FULL)
    void bothServersDoTheSame(@ForAll("commands") List<Command> commands) {
        servers.compare(commands);
    }
}
