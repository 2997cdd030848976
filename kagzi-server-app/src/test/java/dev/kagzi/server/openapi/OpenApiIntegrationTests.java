package dev.kagzi.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class OpenApiIntegrationTests {

    private static final Path KEPT = Path.of("src/main/resources/openapi.json");

    @Autowired
    ServerClient server;

    /** After a change that is meant: run with {@code -Dkagzi.openapi.write=true}, and read the difference before it is kept. */
    @Test
    void theKeptDocumentIsWhatTheControllersAre() throws IOException {
        String generated = server.get("/test/openapi.json").body() + "\n";
        if (Boolean.getBoolean("kagzi.openapi.write")) {
            Files.writeString(KEPT, generated);
        }
        assertThat(Files.readString(KEPT)).isEqualTo(generated);
    }

    @Test
    void theKeptDocumentIsServed() throws IOException {
        assertThat(server.get("/api/v1/openapi.json").body()).isEqualTo(Files.readString(KEPT));
    }

    @Test
    void everyOperationHasAnIdOfItsOwnASummaryAndADescriptionOfEachParameter() {
        List<String> ids = new ArrayList<>();
        for (JsonNode operation : Contract.ofThisServer().operations()) {
            ids.add(operation.path("operationId").asString());
            assertThat(operation.path("summary").asString(""))
                    .as(operation.toString())
                    .isNotBlank();
            for (JsonNode parameter : operation.path("parameters")) {
                if (!parameter.path("in").asString().equals("path")) {
                    assertThat(parameter.path("description").asString(""))
                            .as("%s of %s", parameter.path("name"), operation.path("operationId"))
                            .isNotBlank();
                }
            }
        }
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z][A-Za-z]+"));
    }

    @Test
    void everyExampleAndDefaultIsWhatItsSchemaSays() {
        Contract contract = Contract.ofThisServer();
        assertThat(contract.wrongExamples()).isEmpty();
        assertThat(contract.wrongDefaults()).isEmpty();
    }
}
