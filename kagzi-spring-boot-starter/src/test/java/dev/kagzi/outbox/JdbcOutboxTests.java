package dev.kagzi.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.definition.InvalidDefinitionException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcOutboxTests extends JdbcOutboxContract {

    @Override
    DataSource dataSource() {
        return h2("");
    }

    @ParameterizedTest
    @CsvSource({"PostgreSQL,BYTEA", "MySQL,LONGBLOB", "MariaDB,LONGBLOB", "H2,BLOB", "Oracle,BLOB"})
    void bytesHaveTheTypeOfTheDatabase(String product, String type) {
        assertThat(OutboxDdl.ofProduct(product).text()).containsPattern("body +" + type + " NOT NULL");
    }

    @ParameterizedTest
    @CsvSource({"PostgreSQL", "MySQL", "MariaDB"})
    void theStatementIsWrittenInTheLanguageOfTheDatabase(String product) {
        JdbcClient jdbc = JdbcClient.create(h2(";MODE=" + product));
        jdbc.sql(OutboxDdl.ofProduct(product).text()).update();
        jdbc.sql("INSERT INTO kagzi_outbox (id, kind, body) VALUES ('1', 'START', :body)")
                .param("body", new byte[2_000_000])
                .update();
        assertThat(jdbc.sql("SELECT created_at FROM kagzi_outbox").query().singleRow())
                .doesNotContainValue(null);
    }

    @Test
    void whoMayNotCreateTheTableIsShownTheStatement() {
        JdbcDataSource owner = h2("");
        JdbcClient.create(owner).sql("CREATE USER guest PASSWORD 'guest'").update();
        JdbcDataSource guest = new JdbcDataSource();
        // Options are for administrators to set.
        guest.setUrl(owner.getUrl().split(";")[0]);
        guest.setUser("guest");
        guest.setPassword("guest");
        assertThatExceptionOfType(InvalidDefinitionException.class)
                .isThrownBy(() -> new OutboxTable(guest).createIfMissing())
                .satisfies(e -> assertThat(e.description()).contains("kagzi.outbox is 'jdbc'", "cannot be created"))
                .satisfies(e -> assertThat(e.action()).contains("CREATE TABLE kagzi_outbox"));
    }

    private static JdbcDataSource h2(String options) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" + options);
        dataSource.setUser("sa");
        return dataSource;
    }
}
