package dev.kagzi.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.server.test.ServerTest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What goes into the database as an array comes out as it was. */
@ServerTest
class ArrayColumnIntegrationTests {

    @Autowired
    private JdbcClient jdbc;

    @Test
    void keepsEveryTypeWithItsExtremesAndGaps() {
        expectKept("text", String.class, "", "{a,\"b\\\\'}", "NULL", "schön 🚀", null, "x".repeat(100_000));
        expectKept("uuid", UUID.class, new UUID(0, 0), null, new UUID(-1, -1), UUID.randomUUID());
        expectKept("int4", Integer.class, 0, Integer.MIN_VALUE, null, Integer.MAX_VALUE);
        expectKept("int8", Long.class, 0L, Long.MIN_VALUE, null, Long.MAX_VALUE);
        expectKept("bool", Boolean.class, true, null, false);
    }

    @Test
    void keepsBytes() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }

        assertThat(read("bytea", byte[].class, all, null, new byte[0])).containsExactly(all, null, new byte[0]);
    }

    @Test
    void keepsInstantsToTheMicrosecond() {
        Instant[] instants = {
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.parse("1999-12-31T23:59:59.000001Z"),
            Instant.parse("2000-01-01T00:00:00Z"),
            Instant.parse("2026-02-03T04:05:06.123456Z"),
            Instant.parse("-4000-01-01T00:00:00Z"),
            Instant.parse("+294000-01-01T00:00:00Z")
        };

        assertThat(read("timestamptz", OffsetDateTime.class, (Object[]) instants))
                .map(read -> read.toInstant())
                .containsExactly(instants);
        assertThat(read("timestamptz", OffsetDateTime.class, Instant.parse("2026-02-03T04:05:06.123456789Z")))
                .map(read -> read.toInstant())
                .containsExactly(Instant.parse("2026-02-03T04:05:06.123456Z"));
    }

    @Test
    void keepsNothing() {
        assertThat(read("text", String.class)).isEmpty();
        assertThat(read("uuid", UUID.class, new Object[] {null})).containsExactly((UUID) null);
    }

    @Test
    void knowsNoOtherTypes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArrayColumn("jsonb", List.of()))
                .withMessageContaining("'jsonb'");
    }

    @Test
    void isRefusedWithAZeroCharacterAsAnyText() {
        assertThatThrownBy(() -> read("text", String.class, "a\0b")).hasMessageContaining("0x00");
    }

    private void expectKept(String type, Class<?> as, @Nullable Object... values) {
        assertThat(this.<Object>read(type, as, values)).containsExactly(values);
    }

    private <T> List<@Nullable T> read(String type, Class<? extends T> as, @Nullable Object... values) {
        List<@Nullable T> read = new ArrayList<>();
        jdbc.sql("SELECT value FROM unnest(:values) WITH ORDINALITY AS v (value, number) ORDER BY number")
                .param("values", new ArrayColumn(type, Arrays.asList(values)))
                .query(row -> {
                    read.add(row.getObject("value", as));
                });
        return read;
    }
}
