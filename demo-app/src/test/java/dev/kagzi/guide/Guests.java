package dev.kagzi.guide;

import dev.kagzi.client.KagziClient;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class Guests {

    private final JdbcClient jdbc;
    private final KagziClient kagzi;

    Guests(JdbcClient jdbc, KagziClient kagzi) {
        this.jdbc = jdbc;
        this.kagzi = kagzi;
    }

    @Transactional
    public String register(String name) {
        jdbc.sql("INSERT INTO guest (name) VALUES (:name)").param("name", name).update();
        kagzi.emit("guest.registered", name, null);
        return kagzi.start(GreetingWorkflow::greet, name)
                .id("greeting-" + name)
                .send()
                .runId();
    }

    @Transactional
    public void tryOut(String name) {
        jdbc.sql("INSERT INTO guest (name) VALUES (:name)").param("name", name).update();
        kagzi.start(GreetingWorkflow::greet, name).immediately().send();
        kagzi.immediately().emit("guest.seen", name, null);
    }
}
