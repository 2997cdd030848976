package dev.kagzi.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.kagzi.server.test.DocumentTable;
import dev.kagzi.server.test.TestDatabase;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

class DatabaseHealthIntegrationTests {

    private static Health of(String url) {
        JdbcConnectionDetails database = mock();
        when(database.getJdbcUrl()).thenReturn(url);
        return new DatabaseHealthIndicator(database).health();
    }

    @Test
    void showsTheDetailsThatTheReferenceHas() throws IOException {
        Health up = of(TestDatabase.newUrl());
        Health down = of("jdbc:postgresql://127.0.0.1:1/nobody");

        assertThat(up.getStatus()).isEqualTo(Status.UP);
        assertThat(down.getStatus()).isEqualTo(Status.DOWN);
        Set<String> shown = new TreeSet<>(up.getDetails().keySet());
        shown.addAll(down.getDetails().keySet());
        assertThat(DocumentTable.of("reference/health-and-logs.md", "Health of the server")
                        .codes("db", 1))
                .containsExactlyInAnyOrderElementsOf(shown);
    }
}
