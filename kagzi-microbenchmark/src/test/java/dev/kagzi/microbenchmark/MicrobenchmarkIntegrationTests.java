package dev.kagzi.microbenchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every microbenchmark for a moment, out of the packaged jar: that it measures, not what. */
class MicrobenchmarkIntegrationTests {

    @TempDir
    Path directory;

    @Test
    void measuresEachWithAllItsParameters() throws Exception {
        Path figures = directory.resolve("figures.json");

        run("-f", "0", "-wi", "0", "-i", "1", "-r", "5ms", "-rf", "json", "-rff", figures.toString());

        JsonNode measured = JsonMapper.shared().readTree(figures.toFile());
        assertThat(measured)
                .extracting(benchmark -> benchmark.path("benchmark").asString().replaceFirst(".*\\.(?=.*\\.)", "") + " "
                        + benchmark.path("params").toString())
                .containsExactlyInAnyOrder(
                        "ReplayBenchmark.replay {\"steps\":\"10\"}",
                        "ReplayBenchmark.replay {\"steps\":\"1000\"}",
                        "ReplayBenchmark.replay {\"steps\":\"10000\"}",
                        "ProtocolJsonBenchmark.workerWritesReports {\"batch\":\"1\"}",
                        "ProtocolJsonBenchmark.workerWritesReports {\"batch\":\"100\"}",
                        "ProtocolJsonBenchmark.serverReadsReports {\"batch\":\"1\"}",
                        "ProtocolJsonBenchmark.serverReadsReports {\"batch\":\"100\"}",
                        "ProtocolJsonBenchmark.serverWritesClaims {\"batch\":\"1\"}",
                        "ProtocolJsonBenchmark.serverWritesClaims {\"batch\":\"100\"}",
                        "ProtocolJsonBenchmark.workerReadsClaims {\"batch\":\"1\"}",
                        "ProtocolJsonBenchmark.workerReadsClaims {\"batch\":\"100\"}",
                        "GroupCommitBenchmark.oneCaller {\"commitMicros\":\"0\"}",
                        "GroupCommitBenchmark.oneCaller {\"commitMicros\":\"300\"}",
                        "GroupCommitBenchmark.sixteenCallers {\"commitMicros\":\"0\"}",
                        "GroupCommitBenchmark.sixteenCallers {\"commitMicros\":\"300\"}",
                        "GroupCommitBenchmark.thousandCallers {\"commitMicros\":\"0\"}",
                        "GroupCommitBenchmark.thousandCallers {\"commitMicros\":\"300\"}");
        assertThat(measured)
                .allSatisfy(benchmark -> assertThat(
                                benchmark.at("/primaryMetric/score").asDouble())
                        .isPositive());
    }

    private void run(String... options) throws Exception {
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                // Whoever else measures at this time is disturbed either way.
                "-Djmh.ignoreLock=true",
                "-jar",
                "target/kagzi-microbenchmark.jar",
                "-foe",
                "true"));
        command.addAll(List.of(options));
        Process jmh = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(jmh.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(jmh.exitValue()).as(Files.readString(log)).isZero();
    }
}
