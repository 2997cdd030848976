package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressTests {

    private final Address address = new Address("/runs", Map.of("status", List.of("FAILED")));

    @Test
    void aValueIsAddedAndTakenAway() {
        assertThat(address.toggle("status", "RUNNING")).hasToString("/runs?status=FAILED&status=RUNNING");
        assertThat(address.toggle("status", "FAILED")).hasToString("/runs");
        assertThat(address.toggle("tag", "a b")).asString().endsWith("tag=a+b");
    }
}
