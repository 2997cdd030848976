package dev.kagzi.server.database;

import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;

/** Reads what people ask for, within two seconds or not at all: what workers need of the database comes first. */
@Component
public class BoundedReads {

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final ThreadLocal<Boolean> BOUNDED = ThreadLocal.withInitial(() -> false);

    private final NamedParameterJdbcTemplate jdbc;

    BoundedReads(DataSource dataSource) {
        JdbcTemplate template = new JdbcTemplate(dataSource);
        template.setQueryTimeout(seconds());
        this.jdbc = new NamedParameterJdbcTemplate(template);
    }

    /** @throws OverloadedException when the database had not answered in time and the statement was ended */
    public <T> List<T> list(String sql, SqlParameterSource parameters, RowMapper<T> rows) {
        try {
            return jdbc.query(sql, parameters, rows);
        } catch (QueryTimeoutException e) {
            throw new OverloadedException(tookTooLong());
        }
    }

    /** What is said to who has asked. */
    public static String tookTooLong() {
        return "The database has not read this within %d s. Try again a little later, or ask for less."
                .formatted(LONGEST.toSeconds());
    }

    /** From now on, each statement of this thread is ended like those of {@link #list}, until {@link #unbound()}. */
    public static void bound() {
        BOUNDED.set(true);
    }

    public static void unbound() {
        BOUNDED.remove();
    }

    static boolean isBounded() {
        return BOUNDED.get();
    }

    static int seconds() {
        return (int) LONGEST.toSeconds();
    }
}
