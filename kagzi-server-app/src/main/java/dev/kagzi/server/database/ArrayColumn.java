package dev.kagzi.server.database;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;
import org.springframework.jdbc.support.SqlValue;

/**
 * One column of many rows in PostgreSQL's binary form. The driver would send most arrays as text, which costs both sides more than
 * what else they do with it.
 */
final class ArrayColumn implements SqlValue {

    private static final int DIMENSIONS = 1;
    private static final int FIRST_INDEX = 1;
    private static final int NULL_LENGTH = -1;
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final Map<String, Type> TYPES = Map.of(
            "text",
                    new Type(Oid.TEXT, Oid.TEXT_ARRAY, (value, out) -> {
                        byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
                        out.writeInt(bytes.length);
                        out.write(bytes);
                    }),
            "uuid",
                    new Type(Oid.UUID, Oid.UUID_ARRAY, (value, out) -> {
                        out.writeInt(2 * Long.BYTES);
                        out.writeLong(((UUID) value).getMostSignificantBits());
                        out.writeLong(((UUID) value).getLeastSignificantBits());
                    }),
            "int4",
                    new Type(Oid.INT4, Oid.INT4_ARRAY, (value, out) -> {
                        out.writeInt(Integer.BYTES);
                        out.writeInt((Integer) value);
                    }),
            "int8",
                    new Type(Oid.INT8, Oid.INT8_ARRAY, (value, out) -> {
                        out.writeInt(Long.BYTES);
                        out.writeLong((Long) value);
                    }),
            "bool",
                    new Type(Oid.BOOL, Oid.BOOL_ARRAY, (value, out) -> {
                        out.writeInt(Byte.BYTES);
                        out.writeBoolean((Boolean) value);
                    }),
            "timestamptz",
                    new Type(Oid.TIMESTAMPTZ, Oid.TIMESTAMPTZ_ARRAY, (value, out) -> {
                        out.writeInt(Long.BYTES);
                        out.writeLong(micros((Instant) value));
                    }),
            "bytea",
                    new Type(Oid.BYTEA, Oid.BYTEA_ARRAY, (value, out) -> {
                        out.writeInt(((byte[]) value).length);
                        out.write((byte[]) value);
                    }));

    private final Type type;
    private final byte[] bytes;

    /** @param type name of the element type */
    ArrayColumn(String type, List<? extends @Nullable Object> values) {
        Type known = TYPES.get(type);
        if (known == null) {
            throw new IllegalArgumentException("Arrays of '" + type + "' are not known here");
        }
        this.type = known;
        this.bytes = known.bytes(values);
    }

    @Override
    public void setValue(PreparedStatement statement, int index) throws SQLException {
        BaseConnection connection = statement.getConnection().unwrap(BaseConnection.class);
        statement.setArray(index, new PgArray(connection, type.array(), bytes));
    }

    @Override
    public void cleanup() {
        // The statement keeps nothing of it.
    }

    private static long micros(Instant instant) {
        Duration since = Duration.between(EPOCH, instant);
        return Math.addExact(Math.multiplyExact(since.getSeconds(), 1_000_000), since.getNano() / 1_000);
    }

    /** Writes the length of a value and the value. */
    private interface Writer {

        void write(Object value, DataOutputStream out) throws IOException;
    }

    /**
     * A type of elements.
     *
     * @param element its number
     * @param array the number of its arrays
     */
    private record Type(int element, int array, Writer writer) {

        byte[] bytes(List<? extends @Nullable Object> values) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeInt(values.isEmpty() ? 0 : DIMENSIONS);
                out.writeInt(values.contains(null) ? 1 : 0);
                out.writeInt(element);
                if (!values.isEmpty()) {
                    out.writeInt(values.size());
                    out.writeInt(FIRST_INDEX);
                }
                for (Object value : values) {
                    if (value == null) {
                        out.writeInt(NULL_LENGTH);
                    } else {
                        writer.write(value, out);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }
}
