package dev.kagzi.server.database;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Commits what many callers ask for in few transactions. While one transaction of a namespace is on its way to disk the next
 * one collects; there is no timer, so a lone request commits at once and batches only grow under load. Where many wait, a second
 * transaction of the namespace goes beside the first. Transactions take turns.
 */
public final class GroupCommit<C, R> {

    /** Commands that wait before others go beside them. With fewer, a second transaction costs more than it brings. */
    private static final int MANY = 64;

    private final Transactions transactions;
    private final BatchWriter<C, R> writer;
    private final Executor executor;
    private final Bounds bounds;
    private final Map<UUID, Lanes> lanes = new ConcurrentHashMap<>();
    private final CommitMeters meters;
    private final AtomicInteger queued;

    /**
     * How much is taken on.
     *
     * @param batch commands in one transaction
     * @param queued commands waiting in all
     * @param longestWait how long the first may have been waiting when another one comes that is not for the next transaction of its
     *     namespace
     */
    public record Bounds(int batch, int queued, Duration longestWait) {}

    /** @param executor runs the transactions; its threads bound how many are on their way at once */
    public GroupCommit(
            Transactions transactions,
            BatchWriter<C, R> writer,
            Executor executor,
            Bounds bounds,
            CommitMeters meters) {
        this.transactions = transactions;
        this.writer = writer;
        this.executor = executor;
        this.bounds = bounds;
        this.meters = meters;
        this.queued = meters.queued();
    }

    /**
     * Queues a command. The future is completed when its transaction is durable, or with what went wrong: {@link
     * OverloadedException}, {@link OutcomeUnknownException}, or what the database said.
     */
    public CompletableFuture<R> submit(UUID namespaceId, C command) {
        if (queued.incrementAndGet() > bounds.queued()) {
            queued.decrementAndGet();
            return CompletableFuture.failedFuture(new OverloadedException(
                    "More than " + bounds.queued() + " requests wait for the database. Try again a little later."));
        }
        Waiting<C, R> waiting = new Waiting<>(command, new CompletableFuture<>(), System.nanoTime());
        if (!lanes.computeIfAbsent(namespaceId, Lanes::new).of(command).add(waiting)) {
            queued.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new OverloadedException("Requests have been waiting for the database for more than "
                            + bounds.longestWait().toMillis() + " ms. Try again a little later."));
        }
        return waiting.future();
    }

    /** Waits for a result, and throws what went wrong as it was. */
    public static <T> T await(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void write(UUID namespaceId, List<Waiting<C, R>> batch) {
        List<C> commands = batch.stream().map(Waiting::command).toList();
        List<R> results;
        try {
            results = transactions.run(() -> writer.write(namespaceId, commands));
        } catch (RuntimeException | Error e) {
            if (batch.size() == 1 || isNotTheCommandsFault(e)) {
                batch.forEach(waiting -> waiting.future().completeExceptionally(e));
            } else {
                int half = batch.size() / 2;
                write(namespaceId, batch.subList(0, half));
                write(namespaceId, batch.subList(half, batch.size()));
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).future().complete(results.get(i));
        }
    }

    private static boolean isNotTheCommandsFault(Throwable e) {
        return e instanceof OutcomeUnknownException
                || e instanceof DataAccessResourceFailureException
                // Each half would take as long again before it is given up, and so on.
                || e instanceof QueryTimeoutException
                || e instanceof CannotCreateTransactionException;
    }

    private record Waiting<C, R>(C command, CompletableFuture<R> future, long sinceNanos) {}

    /** The commands of one namespace. What may go beside others does so until nothing does any more. */
    private final class Lanes {

        private final Lane first;
        private final Lane second;

        Lanes(UUID namespaceId) {
            this.first = new Lane(namespaceId);
            this.second = new Lane(namespaceId);
        }

        Lane of(C command) {
            return writer.mayGoBeside(command) && (second.isBusy() || first.hasMany()) ? second : first;
        }
    }

    /** At most one of its transactions is on its way. */
    private final class Lane {

        private final UUID namespaceId;
        private final Queue<Waiting<C, R>> waiting = new ArrayDeque<>();
        private boolean scheduled;

        Lane(UUID namespaceId) {
            this.namespaceId = namespaceId;
        }

        /** False when those that wait fill a transaction, and have been waiting for too long already. */
        synchronized boolean add(Waiting<C, R> command) {
            Waiting<C, R> first = waiting.peek();
            if (first != null
                    && waiting.size() >= bounds.batch()
                    && command.sinceNanos() - first.sinceNanos()
                            > bounds.longestWait().toNanos()) {
                return false;
            }
            waiting.add(command);
            if (!scheduled) {
                scheduled = true;
                executor.execute(this::commitNext);
            }
            return true;
        }

        synchronized boolean isBusy() {
            return scheduled;
        }

        synchronized boolean hasMany() {
            return waiting.size() >= MANY;
        }

        private void commitNext() {
            List<Waiting<C, R>> batch = take();
            long began = System.nanoTime();
            try {
                write(namespaceId, batch);
                meters.committed(batch.size(), System.nanoTime() - began);
            } finally {
                goOn();
            }
        }

        private synchronized List<Waiting<C, R>> take() {
            List<Waiting<C, R>> batch = new ArrayList<>(Math.min(waiting.size(), bounds.batch()));
            while (batch.size() < bounds.batch() && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            queued.addAndGet(-batch.size());
            return batch;
        }

        /** Goes to the end of the line, so that other namespaces get their turn. */
        private synchronized void goOn() {
            if (waiting.isEmpty()) {
                scheduled = false;
            } else {
                executor.execute(this::commitNext);
            }
        }
    }
}
