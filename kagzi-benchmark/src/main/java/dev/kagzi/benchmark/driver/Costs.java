package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What it has cost so far: CPU of each process, by the kernel, and what PostgreSQL tells of itself. A connection that has nothing to do keeps
 * the transactions of its last second to itself.
 *
 * @param driver seconds of this process
 * @param server seconds of the competitor's server
 * @param postgres seconds of the postmaster and all it has forked, dead ones included
 * @param walBytes bytes of write-ahead log
 * @param transactions that have ended
 * @param scans of whole tables of more than 10,000 rows
 */
record Costs(double driver, double server, double postgres, double walBytes, double transactions, double scans) {

    /** Clock ticks per second, as Linux shows them to programs. */
    private static final double TICKS = 100;

    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

    static Costs now(Task task, Connection database) throws SQLException, IOException {
        double server = task.server().pid() == 0 ? 0 : seconds(task.server().pid(), false);
        return new Costs(
                seconds(ProcessHandle.current().pid(), false),
                server,
                postgres(task.postgresPid()),
                Count.of(database, "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"),
                Count.of(
                        database,
                        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"),
                Count.of(
                        database,
                        "SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_user_tables WHERE n_live_tup > 10000"));
    }

    Costs since(Costs before) {
        return new Costs(
                driver - before.driver,
                server - before.server,
                postgres - before.postgres,
                walBytes - before.walBytes,
                transactions - before.transactions,
                scans - before.scans);
    }

    Map<String, Double> perThousand(int runs) {
        double thousands = runs / 1_000.0;
        Map<String, Double> costs = new TreeMap<>();
        costs.put("cpuSecondsPer1000Driver", driver / thousands);
        costs.put("cpuSecondsPer1000Server", server / thousands);
        costs.put("cpuSecondsPer1000Postgres", postgres / thousands);
        costs.put("cpuSecondsPer1000", (driver + server + postgres) / thousands);
        costs.put("walBytesPerRun", walBytes / runs);
        costs.put("transactionsPerRun", transactions / runs);
        return costs;
    }

    private static double postgres(long pid) throws IOException {
        double seconds = seconds(pid, true);
        for (ProcessHandle child :
                ProcessHandle.of(pid).orElseThrow().children().toList()) {
            seconds += seconds(child.pid(), true);
        }
        return seconds;
    }

    /** Where the kernel does not tell it file by file, the children that have ended are left out. */
    private static double seconds(long pid, boolean withChildren) throws IOException {
        Path stat = Path.of("/proc/" + pid + "/stat");
        if (!Files.exists(stat)) {
            return ProcessHandle.of(pid)
                            .flatMap(process -> process.info().totalCpuDuration())
                            .orElse(Duration.ZERO)
                            .toMillis()
                    / 1_000.0;
        }
        String line = Files.readString(stat);
        // The name of the program is in parentheses and may hold anything.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        double ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
        if (withChildren) {
            ticks += Long.parseLong(fields[CUTIME]) + Long.parseLong(fields[CSTIME]);
        }
        return ticks / TICKS;
    }
}
