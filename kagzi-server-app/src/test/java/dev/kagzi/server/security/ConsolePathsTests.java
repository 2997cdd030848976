package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePathsTests {

    @ParameterizedTest
    @CsvSource({
        "/console/ns/shop, shop",
        "/console/ns/shop/, shop",
        "/console/ns/shop/runs/019a4381, shop",
        "/console/ns/ns/admin/keys, ns",
        "/console/ns/No Name/runs, No Name"
    })
    void knowsTheNamespaceOfAPage(String path, String namespace) {
        assertThat(ConsolePaths.namespace(path)).contains(namespace);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/console",
                "/console/login",
                "/console/ns",
                "/console/ns/",
                "/console/ns//runs",
                "/api/v1/runs"
            })
    void otherAddressesAreOfNone(String path) {
        assertThat(ConsolePaths.namespace(path)).isEmpty();
    }

    @Test
    void isNotFooledByAnAddressThatHoldsAnother() {
        assertThat(ConsolePaths.namespace("/assets/console/ns/shop")).isEmpty();
        assertThat(ConsolePaths.namespace("/console/ns/shop/console/ns/other")).contains("shop");
    }
}
