package dev.kagzi.benchmark.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Measures how many starts share a transaction. */
final class EnqueueDriver {

    private static final List<Integer> CALLERS = List.of(1, 16, 1_000);
    private static final String STARTS = "kagzi_server_commit_size_%s{kind=\"starts\"}";

    private final Task task;
    private final Connection database;
    private final Map<String, Double> figures = new TreeMap<>();

    EnqueueDriver(Task task, Connection database) {
        this.task = task;
        this.database = database;
    }

    /** The figures by name. */
    Map<String, Double> measure() throws Exception {
        try (KagziEngine engine = new KagziEngine(task)) {
            Numbers numbers = new Numbers(engine);
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(task.warmUpSeconds());
            do {
                numbers.enqueue(task.runs() / 10, Clients.MANY);
            } while (System.nanoTime() - warm < 0);
            for (int callers : CALLERS) {
                measure(numbers, callers);
            }
            expectStored(numbers.count());
        }
        return figures;
    }

    private void expectStored(int runs) throws SQLException {
        long stored = Count.of(
                database,
                "SELECT count(*) FROM kagzi.run WHERE workflow = '" + OneStep.NAME
                        + "' AND convert_from(input, 'UTF8') <> '-1'");
        if (stored != runs) {
            throw new IllegalStateException("%d of %d runs are stored".formatted(stored, runs));
        }
    }

    private void measure(Numbers numbers, int callers) throws Exception {
        int count = callers == 1 ? task.runs() / 10 : task.runs();
        ServerMetrics before = ServerMetrics.now(task.server());
        figures.put("enqueuePerSecond" + callers, count / numbers.enqueue(count, callers));
        ServerMetrics after = ServerMetrics.now(task.server());
        figures.put("startsPerBatch" + callers, since(before, after, "sum") / since(before, after, "count"));
    }

    private static double since(ServerMetrics before, ServerMetrics after, String part) {
        return after.value(STARTS.formatted(part)) - before.value(STARTS.formatted(part));
    }
}
