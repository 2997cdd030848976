package dev.kagzi.guide.undo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** A worker of the shop, in a process that can be killed. */
record SaleProcess(Process process) implements AutoCloseable {

    static SaleProcess start(Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Shop.class.getName()));
        command.addAll(arguments);
        return new SaleProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    /** As {@code kill -9} does it: nothing of the worker's own gets to run. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** What runs in it. */
    @EnableAutoConfiguration
    @Import({SaleWorkflow.class, LongSaleWorkflow.class})
    static class Shop {

        public static void main(String[] arguments) {
            new SpringApplicationBuilder(Shop.class)
                    .web(WebApplicationType.NONE)
                    .properties("spring.main.keep-alive=true")
                    .run(arguments);
        }

        @Bean
        Stock stock(@Value("${sale.stock}") Path file) {
            return new Stock(file);
        }
    }
}
