package dev.kagzi.server.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlArrayValue;

/** Values on their way into statements and out of rows. */
public final class Sql {

    private Sql() {}

    /** One column of many rows, for {@code unnest}. */
    public static <T> SqlArrayValue array(String type, Collection<T> rows, Function<T, @Nullable Object> column) {
        return new SqlArrayValue(type, rows.stream().map(column).toArray());
    }

    /** One column of bytes of many rows: the driver wants them in an array of their own type. */
    public static <T> SqlArrayValue byteArrays(Collection<T> rows, Function<T, byte @Nullable []> column) {
        return new SqlArrayValue("bytea", (Object[]) rows.stream().map(column).toArray(byte[][]::new));
    }

    public static SqlArrayValue array(String type, Collection<UUID> ids) {
        return new SqlArrayValue(type, ids.toArray());
    }

    /** One column of instants of many rows. */
    public static <T> SqlArrayValue instants(Collection<T> rows, Function<T, @Nullable Instant> column) {
        return array("timestamptz", rows, row -> {
            Instant instant = column.apply(row);
            return instant == null ? null : instant.toString();
        });
    }

    public static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
