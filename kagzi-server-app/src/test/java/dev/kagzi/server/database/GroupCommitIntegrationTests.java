package dev.kagzi.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.server.test.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Batches that fail, at a PostgreSQL that gives statements up soon. */
class GroupCommitIntegrationTests {

    private static final int COMMANDS = 8;

    private final SingleConnectionDataSource connection =
            new SingleConnectionDataSource(TestDatabase.newUrl(), "postgres", "", true);
    private final JdbcClient jdbc = JdbcClient.create(connection);
    /** All commands are there before the first transaction begins. */
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private final List<Integer> batches = new ArrayList<>();

    @AfterEach
    void close() {
        connection.destroy();
    }

    private GroupCommit<Integer, Integer> commits(String statement, int batch, Duration wait) {
        return commits(
                (namespaceId, commands) -> {
                    batches.add(commands.size());
                    jdbc.sql(statement).param("commands", commands).query().listOfRows();
                    return commands;
                },
                batch,
                wait);
    }

    private GroupCommit<Integer, Integer> commits(BatchWriter<Integer, Integer> writer, int batch, Duration wait) {
        return new GroupCommit<>(
                new Transactions(new JdbcTransactionManager(connection)),
                writer,
                tasks::add,
                new GroupCommit.Bounds(batch, 1_000, wait),
                new CommitMeters(new SimpleMeterRegistry(), "test"));
    }

    private List<CompletableFuture<Integer>> commit(String statement) {
        GroupCommit<Integer, Integer> commits = commits(statement, 1_000, Duration.ofMinutes(1));
        List<CompletableFuture<Integer>> results = IntStream.range(0, COMMANDS)
                .mapToObj(command -> commits.submit(new UUID(0, 1), command))
                .toList();
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        return results;
    }

    @Test
    void aStatementThatTookTooLongIsNotTriedInHalves() {
        jdbc.sql("SET statement_timeout = '50ms'").update();
        List<CompletableFuture<Integer>> results = commit("SELECT pg_sleep(60 + 0 * least(:commands))");
        assertThat(batches).containsExactly(COMMANDS);
        assertThat(results)
                .allSatisfy(result ->
                        assertThatThrownBy(() -> GroupCommit.await(result)).isInstanceOf(QueryTimeoutException.class));
    }

    @Test
    void whileTheFirstHasWaitedForTooLongOnlyTheNextTransactionIsFilled() {
        UUID namespace = new UUID(0, 1);
        GroupCommit<Integer, Integer> commits =
                commits("SELECT 1 FROM unnest(ARRAY[:commands]) c", 2, Duration.ofNanos(-1));

        CompletableFuture<Integer> first = commits.submit(namespace, 1);
        CompletableFuture<Integer> second = commits.submit(namespace, 2);
        assertThatThrownBy(() -> GroupCommit.await(commits.submit(namespace, 3)))
                .isInstanceOf(OverloadedException.class);
        CompletableFuture<Integer> ofOther = commits.submit(new UUID(0, 2), 4);
        tasks.remove().run();
        tasks.remove().run();

        assertThat(List.of(first.join(), second.join(), ofOther.join())).containsExactly(1, 2, 4);
        CompletableFuture<Integer> next = commits.submit(namespace, 5);
        tasks.remove().run();
        assertThat(next.join()).isEqualTo(5);
        assertThat(batches).containsExactly(2, 1, 1);
    }

    @Test
    void aCommandThatCannotBeWrittenIsFoundByHalves() {
        // Number 5 divides by zero.
        List<CompletableFuture<Integer>> results =
                commit("SELECT 1 / least(abs(5 - c), 1) FROM unnest(ARRAY[:commands]) c");
        assertThat(batches).containsExactly(8, 4, 4, 2, 1, 1, 2);
        for (int command = 0; command < COMMANDS; command++) {
            CompletableFuture<Integer> result = results.get(command);
            if (command == 5) {
                assertThatThrownBy(() -> GroupCommit.await(result)).isInstanceOf(DataIntegrityViolationException.class);
            } else {
                assertThat(result.join()).isEqualTo(command);
            }
        }
    }

    @Test
    void whereManyWaitThoseThatMayGoBesideThem() {
        GroupCommit<Integer, Integer> commits = commits(new OddBeside(), 1_000, Duration.ofMinutes(1));

        List<CompletableFuture<Integer>> results = submit(commits, 0, 100);
        assertThat(tasks).hasSize(2);
        tasks.remove().run();
        assertThat(batches).containsExactly(82);
        assertThat(results.subList(0, 65)).allMatch(CompletableFuture::isDone);
        assertThat(results.get(65)).isNotDone();
        tasks.remove().run();

        assertThat(batches).containsExactly(82, 18);
        assertThat(results.stream().map(CompletableFuture::join))
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        assertThat(tasks).isEmpty();
    }

    @Test
    void whatGoesBesideDoesSoUntilNothingDoes() {
        GroupCommit<Integer, Integer> commits = commits(new OddBeside(), 1_000, Duration.ofMinutes(1));

        submit(commits, 0, 66);
        tasks.remove().run();
        // Few are left, but the one that is beside them is not to be overtaken.
        submit(commits, 66, 70);
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        assertThat(batches).containsExactly(65, 3, 2);

        submit(commits, 70, 74);
        tasks.remove().run();
        assertThat(batches).endsWith(4);
    }

    @Test
    void fewStayTogether() {
        GroupCommit<Integer, Integer> commits = commits(new OddBeside(), 1_000, Duration.ofMinutes(1));

        submit(commits, 0, 64);
        assertThat(tasks).hasSize(1);
        tasks.remove().run();

        assertThat(batches).containsExactly(64);
    }

    private static List<CompletableFuture<Integer>> submit(GroupCommit<Integer, Integer> commits, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(command -> commits.submit(new UUID(0, 1), command))
                .toList();
    }

    private final class OddBeside implements BatchWriter<Integer, Integer> {

        @Override
        public List<Integer> write(UUID namespaceId, List<Integer> commands) {
            batches.add(commands.size());
            return commands;
        }

        @Override
        public boolean mayGoBeside(Integer command) {
            return command % 2 == 1;
        }
    }
}
