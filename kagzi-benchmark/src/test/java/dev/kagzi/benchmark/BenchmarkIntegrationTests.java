package dev.kagzi.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The workloads that are compared, and some of Kagzi's own, in small: that it measures, not what. */
class BenchmarkIntegrationTests {

    @TempDir
    Path directory;

    static Stream<Arguments> parts() {
        return Stream.of(
                Arguments.of(
                        "w1,w3",
                        "kagzi,dbos,dbos-direct,db-scheduler",
                        List.of(
                                "kagzi W1",
                                "dbos W1",
                                "db-scheduler W1",
                                "kagzi W3",
                                "dbos W3",
                                "dbos-direct W3",
                                "db-scheduler W3")),
                Arguments.of(
                        "w2,w4,w5,l5,e1,p1",
                        "kagzi",
                        Stream.of("W2", "W4", "W5", "L5", "E1", "P1")
                                .map("kagzi "::concat)
                                .toList()));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("parts")
    void measuresWhatItIsAskedFor(String workloads, String competitors, List<String> expected) throws Exception {
        Path log = directory.resolve("log");
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/kagzi-benchmark.jar",
                        "--server-jar",
                        "../kagzi-server-app/target/kagzi-server-app.jar",
                        "--workload",
                        workloads,
                        "--competitor",
                        competitors,
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
                .containsExactlyElementsOf(expected);
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.at("/environment/fsync").asString()).isEqualTo("on");
            assertThat(line.at("/environment/synchronousCommit").asString()).isEqualTo("on");
            assertThat(line.path("figures")).isNotEmpty().allMatch(figure -> figure.asDouble() >= 0);
        });
        assertThat(Files.readString(log)).contains("kagzi : it");
    }
}
