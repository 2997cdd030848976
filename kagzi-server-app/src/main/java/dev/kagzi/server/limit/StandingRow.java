package dev.kagzi.server.limit;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How a run's standing is read. */
public final class StandingRow {

    /** Columns of a run that {@link #read} needs. */
    public static final String COLUMNS = "limit_key, claimable OR lease_token IS NOT NULL AS has_place";

    private StandingRow() {}

    /** Null for a run whose workflow has no limits. */
    public static @Nullable Standing read(ResultSet row) throws SQLException {
        String key = row.getString("limit_key");
        return key == null ? null : new Standing(key, row.getBoolean("has_place"));
    }
}
