package dev.kagzi.server.database;

import java.util.List;
import org.springframework.stereotype.Component;

/**
 * What PostgreSQL knows of the tables' sizes. It plans a statement once and goes by that for as long as it knows nothing new; of a table that
 * was empty it thinks that reading all is as good as looking up one row, and it looks again once a minute at most.
 */
@Component
public class TableStatistics {

    private final TableStatisticsRepository repository;
    private final Transactions transactions;

    TableStatistics(TableStatisticsRepository repository, Transactions transactions) {
        this.repository = repository;
        this.transactions = transactions;
    }

    /** Takes anew those of tables that have become twice as large, and returns the tables. */
    public List<String> refresh() {
        List<String> outgrown = repository.outgrown();
        outgrown.forEach(table -> transactions.run(() -> {
            repository.analyze(table);
            return table;
        }));
        return outgrown;
    }
}
