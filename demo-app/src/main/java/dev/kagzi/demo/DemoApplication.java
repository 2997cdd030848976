package dev.kagzi.demo;

import dev.kagzi.demo.showcase.Showcase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The shop, and a showing of it. With {@code --once} it ends after the showing, with exit code 1 when an order did not end as
 * expected.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class DemoApplication {

    private static final Logger log = LoggerFactory.getLogger(DemoApplication.class);

    public static void main(String[] args) {
        // The names of customers are not all in the character set of every shell.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        ConfigurableApplicationContext context = SpringApplication.run(DemoApplication.class, args);
        try {
            show(context, List.of(args).contains("--once"));
        } catch (RuntimeException e) {
            // Stopped by Ctrl-C the shop no longer answers, and nobody waits for its outcomes.
            if (!context.isClosed()) {
                log.error("The showing of the shop failed.", e);
                System.exit(SpringApplication.exit(context, () -> 1));
            }
        }
    }

    private static void show(ConfigurableApplicationContext context, boolean once) {
        Showcase showcase = context.getBean(Showcase.class);
        boolean asExpected = showcase.show();
        if (once) {
            System.exit(SpringApplication.exit(context, () -> asExpected ? 0 : 1));
        }
        showcase.suggest();
    }
}
