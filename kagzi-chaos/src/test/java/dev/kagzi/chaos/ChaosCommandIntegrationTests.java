package dev.kagzi.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class ChaosCommandIntegrationTests {

    private static final long SEED = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void packagedProcessesKeepTheirGuaranteesWhileTheyAreKilled() throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/kagzi-chaos.jar",
                        "--seed",
                        Long.toString(SEED),
                        "--profile",
                        "smoke",
                        "--dir",
                        directory.resolve("run").toString(),
                        "--server-jar",
                        "../kagzi-server-app/target/kagzi-server-app.jar")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // For all its processes: they live for seconds.
        command.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        Process process = command.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroy();
        }
        String said = Files.readString(output);
        assertThat(said)
                .contains("violations: 0")
                .containsPattern("fault WORKER_KILL +5\n")
                .containsPattern("fault SERVER_KILL +1\n")
                .containsPattern("fault DATABASE_STOP +1\n")
                .containsPattern("fault WORKER_PAUSE +1\n")
                .containsPattern("worker kills while a body was open: [1-5]\n");
        assertThat(process.exitValue()).isZero();
    }
}
