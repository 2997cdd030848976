package dev.kagzi.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every competitor with every workload, in small: that it measures, not what. */
class BenchmarkIntegrationTests {

    @TempDir
    Path directory;

    @Test
    void measuresEveryCompetitorWithWhatItCanDo() throws Exception {
        Path log = directory.resolve("log");
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/kagzi-benchmark.jar",
                        "--server-jar",
                        "../kagzi-server-app/target/kagzi-server-app.jar",
                        "--runs",
                        "40",
                        "--rounds",
                        "1",
                        "--warm-up",
                        "0",
                        "--concurrency",
                        "20",
                        "--dir",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // For all its processes: they live for seconds.
        command.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        Process benchmark = command.start();

        assertThat(benchmark.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(benchmark.exitValue()).as(Files.readString(log)).isZero();
        List<JsonNode> lines = Files.readAllLines(directory.resolve("lines.jsonl")).stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        assertThat(lines)
                .extracting(line -> line.path("competitor").asString() + " "
                        + line.path("workload").asString())
                .containsExactly(
                        "kagzi W1",
                        "kagzi-keys W1",
                        "dbos W1",
                        "db-scheduler W1",
                        "kagzi W2",
                        "dbos W2",
                        "kagzi W3",
                        "dbos W3",
                        "dbos-direct W3",
                        "db-scheduler W3",
                        "kagzi W4",
                        "dbos W4",
                        "dbos-direct W4",
                        "kagzi W5",
                        "dbos W5",
                        "db-scheduler W5",
                        "kagzi L1",
                        "kagzi L2",
                        "kagzi L3",
                        "kagzi L4",
                        "kagzi L5",
                        "kagzi E1",
                        "kagzi N1",
                        "kagzi S1",
                        "kagzi P1",
                        "kagzi O1");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.at("/environment/fsync").asString()).isEqualTo("on");
            assertThat(line.at("/environment/synchronousCommit").asString()).isEqualTo("on");
            assertThat(line.path("figures")).isNotEmpty().allMatch(figure -> figure.asDouble() >= 0);
        });
        assertThat(Files.readString(log)).contains("kagzi : it");
    }
}
