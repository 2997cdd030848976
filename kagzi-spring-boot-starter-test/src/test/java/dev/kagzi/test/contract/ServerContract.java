package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.test.server.RefusedException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the classes of the contract share: a server of their own for each case, and a worker by hand. */
@ExtendWith(NoSkippedCases.class)
public abstract class ServerContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    protected ContractServer server;

    /** A server without runs, workers or anything else. */
    protected abstract ContractServer newServer();

    @BeforeEach
    void open() {
        server = newServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** A worker that offers version 1 of these workflows. */
    protected ContractWorker worker(String... workflows) {
        return ContractWorker.offering(server, workflows);
    }

    protected StartRun startOf(String workflow) {
        return new StartRun(
                workflow, Payload.of("1"), null, null, null, null, null, null, null, null, null, null, null, null);
    }

    protected RunSnapshot start(String workflow) {
        return server.start(startOf(workflow));
    }

    protected RunSnapshot run(UUID runId) {
        return server.run(runId, true);
    }

    /** Holds a request to be refused with this. */
    protected static Problem refused(ProblemCode code, ThrowingCallable request) {
        RefusedException refusal = catchThrowableOfType(RefusedException.class, request);
        assertThat(refusal).as("expected to be refused with %s", code).isNotNull();
        assertThat(refusal.problem().code()).isEqualTo(code.name());
        assertThat(refusal.problem().status()).isEqualTo(code.status());
        assertThat(refusal.problem().retryable()).isEqualTo(code.retryable());
        return refusal.problem();
    }

    /** Holds a request to be refused because these parts of it are wrong. */
    protected static void invalid(ThrowingCallable request, String... pointers) {
        assertThat(refused(ProblemCode.VALIDATION_FAILED, request).errors())
                .extracting(Problem.FieldError::pointer)
                .containsExactlyInAnyOrder(pointers);
    }

    /** What somebody else does meanwhile. */
    protected static <T> CompletableFuture<T> meanwhile(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task);
    }

    /** What has come of it, which does not take long any more. */
    protected static <T> T soon(CompletableFuture<T> task) {
        return task.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Asks again until it is so. */
    protected static void eventually(ThrowingCallable assertions) {
        long deadline = System.nanoTime() + SOON.toNanos();
        Throwable failure = catchThrowable(assertions);
        while (failure != null && System.nanoTime() < deadline) {
            failure = catchThrowable(assertions);
        }
        assertThat(failure).isNull();
    }

    /** Lets a moment pass: what happens afterwards has a later time. */
    protected void aMoment() {
        server.passTime(Duration.ofMillis(1));
    }
}
