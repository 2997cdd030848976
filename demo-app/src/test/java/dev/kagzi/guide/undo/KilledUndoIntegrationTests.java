package dev.kagzi.guide.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.guide.PackagedServer;
import dev.kagzi.guide.undo.SaleWorkflow.Order;
import dev.kagzi.guide.undo.Stock.Call;
import dev.kagzi.protocol.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A worker is killed while it undoes three runs: the box is back on its shelf, but that is not recorded, and the teapots are still away.
 * Another worker goes on.
 */
class KilledUndoIntegrationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static Stock stock;
    private static ConfigurableApplicationContext client;
    private static Run<?> declined;
    private static Run<?> cancelled;
    private static Run<?> late;

    @BeforeAll
    static void killTheWorkerThatUndoes() throws Exception {
        server = new PackagedServer(
                directory,
                "--kagzi.embedded.data-dir=" + directory.resolve("data"),
                "--kagzi.server.lease-duration=2s",
                "--kagzi.server.renew-interval=500ms");
        stock = new Stock(directory.resolve("stock"));
        client = new SpringApplicationBuilder(Client.class)
                .web(WebApplicationType.NONE)
                .run("--kagzi.url=" + server.url(), "--kagzi.worker.enabled=false");
        try (SaleProcess killed = worker("killed", true)) {
            KagziClient kagzi = client.getBean(KagziClient.class);
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                cancelled = kagzi.start("sale", new Order("cancelled", false))
                        .id("cancelled")
                        .send();
                return true;
            });
            declined = kagzi.start("sale", new Order("declined", true)).send();
            await().atMost(PATIENCE).until(() -> cancelled.status() == RunStatus.WAITING);
            late = kagzi.start("sale", new Order("late", false)).timeout("5s").send();
            cancelled.cancel("The customer called");
            for (String order : List.of("declined", "cancelled", "late")) {
                await().atMost(PATIENCE).until(() -> whats(order).contains("release-box"));
            }
            killed.kill();
        }
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void theStockIsBackAfterEach() throws Exception {
        assertThat(List.of(stock.balance("declined"), stock.balance("cancelled"), stock.balance("late")))
                .containsOnly(-2);

        try (SaleProcess next = worker("next", false)) {
            await().atMost(PATIENCE).until(() -> ended(declined) && ended(cancelled) && ended(late));
            assertThat(next.process().isAlive()).isTrue();
        }

        assertThat(List.of(declined.status(), cancelled.status(), late.status()))
                .containsExactly(RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.FAILED);
        assertThat(List.of(stock.balance("declined"), stock.balance("cancelled"), stock.balance("late")))
                .containsOnly(0);
        assertThat(whats("declined"))
                .containsExactly("reserve-teapot", "reserve-box", "release-box", "release-box", "release-teapot");
        for (String order : List.of("cancelled", "late")) {
            assertThat(whats(order))
                    .containsExactly(
                            "reserve-teapot",
                            "reserve-box",
                            "charge",
                            "pay-back-payment-" + order,
                            "release-box",
                            "release-box",
                            "release-teapot");
        }
    }

    @Test
    void aHistoryOfManyPagesIsUndoneFromItsEnd() throws Exception {
        Run<?> run = client.getBean(KagziClient.class)
                .start("long-sale", new Order("long", true))
                .send();

        try (SaleProcess worker = worker("patient", false)) {
            await().atMost(PATIENCE).until(() -> ended(run));
            assertThat(worker.process().isAlive()).isTrue();
        }

        List<String> undone = whats("long").subList(LongSaleWorkflow.GOODS, 2 * LongSaleWorkflow.GOODS);
        assertThat(undone)
                .isEqualTo(IntStream.range(0, LongSaleWorkflow.GOODS)
                        .mapToObj(i -> "give-back-" + (LongSaleWorkflow.GOODS - 1 - i))
                        .toList());
        assertThat(stock.balance("long")).isZero();
    }

    private static boolean ended(Run<?> run) {
        return run.status().isFinal();
    }

    private static List<String> whats(String order) {
        return stock.calls(order).stream().map(Call::what).toList();
    }

    private static SaleProcess worker(String name, boolean stuck) throws IOException {
        return SaleProcess.start(
                directory.resolve(name + ".log"),
                List.of(
                        "--kagzi.url=" + server.url(),
                        "--kagzi.worker.hold-threshold=20ms",
                        "--sale.stock=" + stock.file(),
                        "--sale.stuck=" + stuck));
    }

    @EnableAutoConfiguration
    static class Client {}
}
