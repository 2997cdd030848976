package dev.kagzi.server.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.SqlValue;

/** Values on their way into statements and out of rows. */
public final class Sql {

    private Sql() {}

    /**
     * One column of many rows, for {@code unnest}.
     *
     * @param type text, uuid, int4, int8, bool, timestamptz or bytea
     */
    public static <T> SqlValue array(String type, Collection<T> rows, Function<T, @Nullable Object> column) {
        List<@Nullable Object> values = new ArrayList<>(rows.size());
        rows.forEach(row -> values.add(column.apply(row)));
        return new ArrayColumn(type, values);
    }

    /** One column of bytes of many rows. */
    public static <T> SqlValue byteArrays(Collection<T> rows, Function<T, byte @Nullable []> column) {
        return array("bytea", rows, column::apply);
    }

    public static SqlValue array(String type, Collection<UUID> ids) {
        return new ArrayColumn(type, new ArrayList<>(ids));
    }

    /** One column of instants of many rows. */
    public static <T> SqlValue instants(Collection<T> rows, Function<T, @Nullable Instant> column) {
        return array("timestamptz", rows, column::apply);
    }

    public static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
