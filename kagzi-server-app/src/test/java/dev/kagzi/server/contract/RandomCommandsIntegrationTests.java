package dev.kagzi.server.contract;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The same random commands for the server in memory and for the real one: both say the same each time, and have the same in the end. More
 * of them: {@link ManyRandomCommands}.
 */
@Tag("slow")
class RandomCommandsIntegrationTests {

    private static TwoServers servers;

    @BeforeContainer
    static void startServer() {
        servers = new TwoServers();
    }

    @AfterContainer
    static void stopServer() {
        servers.close();
    }

    @Provide
    Arbitrary<List<Command>> commands() {
        return RandomCommands.sequences();
    }

    /** The same ones every time: a change is judged by what it changes. */
    @Property(tries = 300, seed = "20261126", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.FULL)
    void bothServersDoTheSame(@ForAll("commands") List<Command> commands) {
        servers.compare(commands);
    }
}
