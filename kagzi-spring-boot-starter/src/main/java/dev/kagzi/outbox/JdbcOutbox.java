package dev.kagzi.outbox;

import dev.kagzi.KagziException;
import dev.kagzi.client.Handover;
import dev.kagzi.client.Handover.Fate;
import dev.kagzi.client.Outbox;
import dev.kagzi.client.Sending;
import dev.kagzi.client.ServerApis;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Keeps what is sent inside transactions in a table, by a row that the same transaction writes, and sends it from there. Nothing is lost:
 * what was committed is in the table until the server has it. Any number of instances of the application can send from one table.
 */
public final class JdbcOutbox implements Outbox, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JdbcOutbox.class);
    private static final int BATCH = 20;

    private final OutboxTable table;
    private final TransactionCheck transactions;
    private final Courier courier;
    private final OpenTransaction.Ending ending = new Ending();
    /** Whom to tell in this process; another instance may send it, and then nobody tells. */
    private final Map<String, WeakReference<HandedOver>> handedOver = new ConcurrentHashMap<>();
    /** Their rows may not have become part of a commit, so they are sent from here as well. */
    private final Queue<Sending> late = new ConcurrentLinkedQueue<>();

    /** @param declares whether this application declares a workflow of this name: its worker may be about to offer it */
    public JdbcOutbox(ServerApis server, Predicate<String> declares, DataSource dataSource) {
        this(server, declares, dataSource, Pace.DEFAULT);
    }

    JdbcOutbox(ServerApis server, Predicate<String> declares, DataSource dataSource, Pace pace) {
        this.table = new OutboxTable(dataSource);
        this.transactions = new TransactionCheck(dataSource);
        this.courier = new Courier(this::oldest, new Delivery(server, declares, pace), pace);
    }

    /**
     * Creates the table where there is none, and begins to send.
     *
     * @throws dev.kagzi.definition.InvalidDefinitionException when the table cannot be created
     */
    public void start() {
        table.createIfMissing();
        courier.start();
    }

    @Override
    public @Nullable Handover take(Sending sending) {
        if (!OpenTransaction.isPresent()) {
            return null;
        }
        try {
            transactions.requireOneOfTheDataSource(sending);
            table.insert(StoredSending.of(sending));
        } catch (DataAccessException e) {
            throw new KagziException(
                    "The row for " + sending + " could not be written into kagzi_outbox, and nothing will be sent: "
                            + e.getMessage(),
                    e);
        }
        HandedOver taken = new StoredHandover(sending, table);
        OpenTransaction.add(taken, ending);
        handedOver.put(sending.id().toString(), new WeakReference<>(taken));
        return taken;
    }

    @Override
    public long waiting() {
        return table.waiting();
    }

    /** What is left stays in the table, and is sent by another instance or after the next start. */
    @Override
    public void close() {
        courier.finish(Duration.ZERO);
    }

    Courier courier() {
        return courier;
    }

    private List<Courier.Held> oldest() {
        handedOver.values().removeIf(reference -> reference.get() == null);
        List<Courier.Held> oldest = new ArrayList<>();
        late.forEach(sending -> oldest.add(new Row(sending)));
        for (StoredSending stored : table.oldest(BATCH)) {
            Row row = row(stored);
            if (row != null) {
                oldest.add(row);
            }
        }
        return oldest;
    }

    private @Nullable Row row(StoredSending stored) {
        try {
            return new Row(stored.sending());
        } catch (RuntimeException e) {
            fail(stored.id(), "The row '" + stored.id() + "'", "It cannot be read: " + e.getMessage() + ".");
            return null;
        }
    }

    private void fail(String id, String what, String why) {
        log.error(
                table.fail(id, why)
                        ? "Not sent: {}: {} The row '{}' stays in kagzi_outbox; set its failed_reason to NULL to have it sent again."
                        : "Lost, because the server refuses it: {}: {} The row '{}' was no part of a commit.",
                what,
                why,
                id);
    }

    private void tell(UUID id, Fate fate) {
        WeakReference<HandedOver> reference = handedOver.remove(id.toString());
        HandedOver told = reference == null ? null : reference.get();
        if (told != null) {
            told.decide(fate);
        }
    }

    private final class Ending implements OpenTransaction.Ending {

        @Override
        public void committed(List<HandedOver> sent, int lateOnes) {
            sent.forEach(HandedOver::committed);
            sent.subList(sent.size() - lateOnes, sent.size()).forEach(one -> late.add(one.sending()));
            courier.ring();
        }

        @Override
        public void rolledBack(List<HandedOver> sent) {
            for (HandedOver one : sent) {
                handedOver.remove(one.sending().id().toString());
                one.dropped("the transaction was rolled back");
            }
        }

        /** Whether the rows are there says how it has ended. */
        @Override
        public void unknown(List<HandedOver> sent) {
            committed(sent, 0);
        }
    }

    private final class Row implements Courier.Held {

        private final Sending sending;

        Row(Sending sending) {
            this.sending = sending;
        }

        @Override
        public Sending sending() {
            return sending;
        }

        @Override
        public void accepted(UUID id) {
            tell(sending.id(), new Fate.Accepted(id));
            table.delete(sending.id().toString());
            late.remove(sending);
        }

        @Override
        public void refused(Fate.Refused how) {
            tell(sending.id(), how);
            fail(sending.id().toString(), sending.toString(), how.why());
            late.remove(sending);
        }
    }
}
