package dev.kagzi.chaos.load;

import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/** A worker of the load. It needs {@code chaos.ledger}, the file for its ledger. */
@SpringBootApplication
public class ChaosWorker {

    public static void run(String... arguments) {
        new SpringApplicationBuilder(ChaosWorker.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.keep-alive=true", "spring.main.banner-mode=off")
                .run(arguments);
    }

    @Bean
    LedgerWriter ledgerWriter(@Value("${chaos.ledger}") Path file) throws IOException {
        return new LedgerWriter(file);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    Pulse pulse(LedgerWriter ledger) {
        return new Pulse(ledger);
    }
}
