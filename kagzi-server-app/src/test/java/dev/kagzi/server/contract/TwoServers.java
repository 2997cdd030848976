package dev.kagzi.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.database.StillClock;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.TestDatabase;
import dev.kagzi.test.contract.ContractServer;
import dev.kagzi.test.contract.InMemoryContractServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The server in memory and the real one, side by side: each sequence of commands has a namespace of its own. */
final class TwoServers implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final ServerClient client;
    private final ContractTime time;
    /** How often each kind of command has met a run in each status. */
    private final Map<String, Integer> met = new TreeMap<>();

    private int compared;

    TwoServers() {
        context = new SpringApplicationBuilder(
                        KagziServerApplication.class, ServerClient.class, ContractTime.class, StillClock.class)
                .initializers(new TestDatabase.Initializer())
                .run("--server.port=0", "--management.server.port=0");
        client = context.getBean(ServerClient.class);
        time = context.getBean(ContractTime.class);
    }

    /** Holds the real server to what the one in memory says and has. */
    void compare(List<Command> commands) {
        Names names = new Names();
        try (ContractServer model = new InMemoryContractServer();
                ContractServer real = new HttpContractServer(client, time)) {
            Side expected = new Side(model, names);
            Side actual = new Side(real, names);
            StringBuilder course = new StringBuilder();
            for (Command command : commands) {
                count(command, expected, names);
                String outcome = Side.outcome(() -> command.on(expected));
                course.append(command).append(" = ").append(outcome).append('\n');
                assertThat(Side.outcome(() -> command.on(actual)))
                        .as("%s", course)
                        .isEqualTo(outcome);
            }
            List<String> there = actual.everything();
            List<String> wanted = expected.everything();
            assertThat(without(there, wanted)).as("%s", course).isEqualTo(without(wanted, there));
            assertThat(there).as("%s", course).isEqualTo(wanted);
        }
        compared++;
    }

    /** How many sequences have shown no difference. */
    int compared() {
        return compared;
    }

    private static List<String> without(List<String> lines, List<String> others) {
        return lines.stream().filter(line -> !others.contains(line)).toList();
    }

    /** A report under no claim at all is no meeting. */
    private void count(Command command, Side side, Names names) {
        List<Integer> slots = command instanceof Command.OfRun ofRun ? List.of(ofRun.slot()) : names.slots();
        for (int slot : slots) {
            String status = side.status(slot);
            if (status != null && (!(command instanceof Command.Report) || side.hasClaim(slot))) {
                command.kinds().forEach(kind -> met.merge(kind + " " + status, 1, Integer::sum));
            }
        }
    }

    /** How often each kind of command has met runs in each status, a line for each kind. */
    String meetings() {
        return met.entrySet().stream()
                .collect(Collectors.groupingBy(
                        meeting -> meeting.getKey().split(" ")[0],
                        TreeMap::new,
                        Collectors.mapping(
                                meeting -> meeting.getKey().split(" ")[1] + " " + meeting.getValue(),
                                Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(kind -> kind.getKey() + ": " + kind.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** Kinds of commands that have met a status more seldom than this, each with how often. */
    Map<String, Integer> metLessThan(int enough) {
        Map<String, Integer> seldom = new TreeMap<>();
        for (String kind :
                met.keySet().stream().map(key -> key.split(" ")[0]).distinct().toList()) {
            Stream.of(RunStatus.values()).map(status -> kind + " " + status).forEach(key -> {
                int times = met.getOrDefault(key, 0);
                if (times < enough) {
                    seldom.put(key, times);
                }
            });
        }
        return seldom;
    }

    @Override
    public void close() {
        context.close();
    }
}
