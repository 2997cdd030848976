package dev.kagzi.server.lease;

import dev.kagzi.microbenchmark.Receipt;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.Reports;
import dev.kagzi.server.lease.ReportReader.ReadReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/** How long each side takes to write and to read what they exchange most: requests with reports, and answers with claims. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProtocolJsonBenchmark {

    private static final Instant NOW = Instant.parse("2026-11-01T12:34:56.789012Z");
    private static final String TOKEN = "1-0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    /** Reports or claims in one document. */
    @Param({"1", "100"})
    public int batch;

    private final JsonMapper worker = ProtocolJson.builder().build();
    private final ServerSide server = ServerSide.create();
    private Reports reports = new Reports(List.of());
    private PollAnswer claims = claims(0);
    private byte[] writtenReports = {};
    private byte[] writtenClaims = {};

    @Setup
    public void write() {
        reports = new Reports(IntStream.range(0, batch)
                .mapToObj(ProtocolJsonBenchmark::report)
                .toList());
        claims = claims(batch);
        writtenReports = workerWritesReports();
        writtenClaims = serverWritesClaims();
        requireSame(
                reports.reports(),
                serverReadsReports().stream().map(ReadReport::report).toList());
        requireSame(claims, workerReadsClaims());
    }

    @Benchmark
    public byte[] workerWritesReports() {
        return worker.writeValueAsBytes(reports);
    }

    @Benchmark
    public List<ReadReport> serverReadsReports() {
        return server.reader().readAll(writtenReports);
    }

    @Benchmark
    public byte[] serverWritesClaims() {
        return server.mapper().writeValueAsBytes(claims);
    }

    @Benchmark
    public PollAnswer workerReadsClaims() {
        return ProtocolJson.read(worker, writtenClaims, PollAnswer.class);
    }

    private static Report report(int number) {
        return new Report.StepCompleted(
                new UUID(number, number),
                TOKEN,
                StepKey.of("charge", 1),
                1,
                StepKind.STEP,
                null,
                Receipt.payload(number),
                1,
                NOW,
                NOW,
                null);
    }

    private static PollAnswer claims(int runs) {
        return new PollAnswer(
                IntStream.range(0, runs).mapToObj(ProtocolJsonBenchmark::claim).toList(), List.of(), List.of(), null);
    }

    private static ClaimedRun claim(int number) {
        return new ClaimedRun(
                new UUID(number, number),
                1,
                TOKEN,
                Duration.ofSeconds(30),
                "order-fulfilment",
                1,
                Receipt.payload(number),
                1,
                null,
                null,
                Map.of(),
                null,
                NOW,
                null,
                null,
                null,
                List.of(),
                null);
    }

    private static void requireSame(Object written, Object read) {
        if (!written.equals(read)) {
            throw new IllegalStateException("What was read is not what was written: " + read);
        }
    }
}
