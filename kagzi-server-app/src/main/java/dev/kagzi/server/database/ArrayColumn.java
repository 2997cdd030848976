package dev.kagzi.server.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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
                        out.putInt(bytes.length);
                        out.put(bytes);
                    }),
            "uuid",
                    new Type(Oid.UUID, Oid.UUID_ARRAY, (value, out) -> {
                        out.putInt(2 * Long.BYTES);
                        out.putLong(((UUID) value).getMostSignificantBits());
                        out.putLong(((UUID) value).getLeastSignificantBits());
                    }),
            "int4",
                    new Type(Oid.INT4, Oid.INT4_ARRAY, (value, out) -> {
                        out.putInt(Integer.BYTES);
                        out.putInt((Integer) value);
                    }),
            "int8",
                    new Type(Oid.INT8, Oid.INT8_ARRAY, (value, out) -> {
                        out.putInt(Long.BYTES);
                        out.putLong((Long) value);
                    }),
            "bool",
                    new Type(Oid.BOOL, Oid.BOOL_ARRAY, (value, out) -> {
                        out.putInt(Byte.BYTES);
                        out.put((byte) ((Boolean) value ? 1 : 0));
                    }),
            "timestamptz",
                    new Type(Oid.TIMESTAMPTZ, Oid.TIMESTAMPTZ_ARRAY, (value, out) -> {
                        out.putInt(Long.BYTES);
                        out.putLong(micros((Instant) value));
                    }),
            "bytea",
                    new Type(Oid.BYTEA, Oid.BYTEA_ARRAY, (value, out) -> {
                        out.putInt(((byte[]) value).length);
                        out.put((byte[]) value);
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

        void write(Object value, Bytes out);
    }

    /**
     * A type of elements.
     *
     * @param element its number
     * @param array the number of its arrays
     */
    private record Type(int element, int array, Writer writer) {

        byte[] bytes(List<? extends @Nullable Object> values) {
            Bytes out = new Bytes();
            out.putInt(values.isEmpty() ? 0 : DIMENSIONS);
            out.putInt(values.contains(null) ? 1 : 0);
            out.putInt(element);
            if (!values.isEmpty()) {
                out.putInt(values.size());
                out.putInt(FIRST_INDEX);
            }
            for (Object value : values) {
                if (value == null) {
                    out.putInt(NULL_LENGTH);
                } else {
                    writer.write(value, out);
                }
            }
            return out.toArray();
        }
    }

    /** Grows as it is written. A stream would lock itself for each number. */
    private static final class Bytes {

        private ByteBuffer buffer = ByteBuffer.allocate(1024);

        void putInt(int value) {
            withRoomFor(Integer.BYTES).putInt(value);
        }

        void putLong(long value) {
            withRoomFor(Long.BYTES).putLong(value);
        }

        void put(byte value) {
            withRoomFor(Byte.BYTES).put(value);
        }

        void put(byte[] value) {
            withRoomFor(value.length).put(value);
        }

        private ByteBuffer withRoomFor(int more) {
            if (buffer.remaining() < more) {
                int enough = Math.addExact(buffer.position(), more);
                buffer = ByteBuffer.allocate(Math.max(enough, 2 * buffer.capacity()))
                        .put(buffer.flip());
            }
            return buffer;
        }

        byte[] toArray() {
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }
}
