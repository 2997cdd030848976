package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartResults.Result;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.RequestReader;
import dev.kagzi.server.worker.KnownWorkflow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** Batches, when something fails that should not. */
class BatchStartsTests {

    private static final UUID NAMESPACE = new UUID(0, 1);

    private final RequestReader reader = mock();
    private final StartRequests requests = mock();
    private final StartCommits commits = mock();
    private final BatchStarts batches = new BatchStarts(reader, requests, commits);
    private final StartOutcome found = mock(StartOutcome.Found.class);
    private final RunStart good = runStart("good");
    private final RunStart bad = runStart("bad");

    private static RunStart runStart(String workflow) {
        StartRun request = mock();
        when(request.workflow()).thenReturn(workflow);
        return new RunStart(
                UUID.randomUUID(),
                new KnownWorkflow(workflow, List.of(workflow), 1, 0, null),
                request,
                NewRun.Origin.client(Trace.NONE),
                new NewRun.Input(null, new byte[0]));
    }

    @BeforeEach
    void prepare() {
        for (RunStart start : List.of(good, bad)) {
            StartRun request = start.request();
            when(reader.read(payload(start).bytes(), StartRun.class)).thenReturn(request);
            when(requests.start(eq(request), any(), any(), any())).thenReturn(start);
        }
        when(requests.workflows(eq(NAMESPACE), anyCollection())).thenReturn(Map.of());
        RunSnapshot snapshot = mock();
        when(requests.answer(found)).thenReturn(snapshot);
        when(commits.submit(NAMESPACE, good)).thenReturn(CompletableFuture.completedFuture(found));
    }

    private static Payload payload(RunStart start) {
        return Payload.of("\"" + start.workflow().name() + "\"");
    }

    private List<Result> startBoth() {
        return batches.start(
                NAMESPACE, List.of(payload(good), payload(bad), payload(good)), FreshIds.random(), Trace.NONE);
    }

    private static List<String> codes(List<Result> results) {
        return results.stream()
                .map(Result::error)
                .map(error -> error == null ? "ok" : error.code())
                .toList();
    }

    @Test
    void whenTheWorkflowsCannotBeReadNothingIsOnItsWay() {
        doThrow(new DataAccessResourceFailureException("gone"))
                .when(requests)
                .workflows(eq(NAMESPACE), anyCollection());
        assertThatThrownBy(this::startBoth).isInstanceOf(DataAccessResourceFailureException.class);
        verifyNoInteractions(commits);
    }

    @Test
    void theWorkflowsAreAskedForOnce() {
        when(commits.submit(NAMESPACE, bad)).thenReturn(CompletableFuture.completedFuture(found));
        assertThat(codes(startBoth())).containsExactly("ok", "ok", "ok");
        verify(requests).workflows(eq(NAMESPACE), anyCollection());
    }

    @Test
    void anUnforeseenFailureOfOneCommitIsItsOwn() {
        when(commits.submit(NAMESPACE, bad))
                .thenReturn(CompletableFuture.failedFuture(new IllegalStateException("unforeseen")));
        List<Result> results = startBoth();
        assertThat(codes(results)).containsExactly("ok", "INTERNAL_ERROR", "ok");
        Problem error = Objects.requireNonNull(results.get(1).error());
        assertThat(error.detail()).doesNotContain("unforeseen");
    }

    @Test
    void soIsOneOfItsCheck() {
        doThrow(new IllegalStateException("unforeseen")).when(requests).checkRules(bad.request());
        assertThat(codes(startBoth())).containsExactly("ok", "INTERNAL_ERROR", "ok");
    }
}
