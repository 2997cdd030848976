package dev.kagzi.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class NamespaceIntegrationTests {

    private static final String PATH = "/api/v1/namespaces";

    @Autowired
    private ServerClient server;

    @Autowired
    private Namespaces namespaces;

    @Test
    void createsANamespaceAndShowsIt() {
        String name = "n" + System.nanoTime();
        Answer created = server.post(
                PATH, "{\"name\":\"%s\",\"displayName\":\"Ein Name ü\",\"description\":\"What\"}".formatted(name));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(PATH + "/" + name);
        assertThat(created.text("/displayName")).isEqualTo("Ein Name ü");
        assertThat(created.text("/createdAt")).endsWith("Z");

        Answer shown = server.get(PATH + "/" + name);
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json()).isEqualTo(created.json());
    }

    @Test
    void changesWhatIsSaidOfIt() {
        String name = server.newNamespace();
        Answer changed = put(name, "{\"displayName\":\"Shop\",\"description\":\"Orders\",\"retention\":\"7d\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("/retention")).isEqualTo("PT168H");
        assertThat(server.get(PATH + "/" + name).json()).isEqualTo(changed.json());

        Answer emptied = put(name, "{}");
        assertThat(emptied.json().has("displayName") || emptied.json().has("retention"))
                .isFalse();
        assertThat(emptied.text("/createdAt")).isEqualTo(changed.text("/createdAt"));
    }

    @Test
    void refusesAChangeThatCannotBe() {
        String name = server.newNamespace();
        Answer answer = put(name, "{\"displayName\":\"%s\",\"retention\":\"0s\"}".formatted("x".repeat(1_000)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("/displayName", "/retention");
        assertThat(put("nobody", "{}").text("/code")).isEqualTo("NAMESPACE_UNKNOWN");
        assertThat(server.post(PATH + "/nobody/disable", "{}").text("/code")).isEqualTo("NAMESPACE_UNKNOWN");
        assertThat(server.post(PATH + "/..%2Fdefault/enable", "{}").status()).isIn(400, 404);
    }

    @Test
    void isDisabledAndEnabledAsOftenAsOneLikes() {
        String name = server.newNamespace();
        for (int i = 0; i < 2; i++) {
            Answer disabled = server.post(PATH + "/" + name + "/disable", "{}");
            assertThat(disabled.status()).isEqualTo(200);
            assertThat(disabled.json().path("disabled").asBoolean()).isTrue();
        }
        assertThat(server.get(PATH + "/" + name).json().path("disabled").asBoolean())
                .isTrue();
        for (int i = 0; i < 2; i++) {
            Answer enabled = server.post(PATH + "/" + name + "/enable", "{}");
            assertThat(enabled.json().path("disabled").asBoolean(true)).isFalse();
        }
    }

    private Answer put(String name, String json) {
        return server.send("PUT", PATH + "/" + name, BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    @Test
    void refusesANameThatIsTaken() {
        String name = server.newNamespace();
        Answer answer = server.post(PATH, "{\"name\":\"%s\"}".formatted(name));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("/code")).isEqualTo("NAMESPACE_EXISTS");
        assertThat(answer.text("/detail")).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Upper", "under_score", "-a", "a-", "ü", "a b", "a\\u0000", "../a"})
    void refusesNamesThatAreNone(String name) {
        Answer answer = server.post(PATH, "{\"name\":\"%s\"}".formatted(name));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/code")).isEqualTo("VALIDATION_FAILED");
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/name");
    }

    @Test
    void limitsTheLengthOfANameToThatOfALabelOfDns() {
        String longest = "a".repeat(50) + String.format("%013d", System.nanoTime() % 10_000_000_000_000L);
        assertThat(server.post(PATH, "{\"name\":\"%s\"}".formatted(longest)).status())
                .isEqualTo(201);
        assertThat(server.post(PATH, "{\"name\":\"%sa\"}".formatted(longest)).status())
                .isEqualTo(400);
    }

    @Test
    void answersAnUnknownNameWith404() {
        Answer answer = server.get(PATH + "/nobody");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("/code")).isEqualTo("NAMESPACE_UNKNOWN");
    }

    @Test
    void listsAllOfThemPageByPage() {
        List<String> made = List.of(server.newNamespace(), server.newNamespace(), server.newNamespace());
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = server.get(PATH + "?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            assertThat(page.status()).isEqualTo(200);
            page.json().get("items").forEach(item -> seen.add(item.get("name").asString()));
            cursor = page.text("/nextCursor");
        } while (!cursor.isEmpty());
        assertThat(seen).containsAll(made).contains("default").isSorted().doesNotHaveDuplicates();
    }

    @Test
    void resolvesNamesToIdsAndRefusesUnknownOnes() {
        String name = server.newNamespace();
        assertThat(namespaces.resolve(name))
                .isEqualTo(namespaces.resolve(name))
                .isNotEqualTo(namespaces.resolve("default"));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> namespaces.resolve("nobody"))
                .hasMessageContaining("NAMESPACE_UNKNOWN")
                .hasMessageContaining("'nobody'");
    }
}
