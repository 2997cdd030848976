package dev.kagzi.server.database;

import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** How statements are made. */
@Configuration(proxyBeanMethods = false)
class JdbcConfiguration {

    @Bean
    JdbcTemplate jdbcTemplate(DataSource dataSource) {
        return new JdbcTemplate(dataSource) {
            @Override
            protected void applyStatementSettings(Statement statement) throws SQLException {
                super.applyStatementSettings(statement);
                // Not for all of them: a timeout in the driver costs a timer per statement.
                if (BoundedReads.isBounded()) {
                    statement.setQueryTimeout(BoundedReads.seconds());
                }
            }
        };
    }
}
