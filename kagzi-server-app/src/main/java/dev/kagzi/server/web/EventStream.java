package dev.kagzi.server.web;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * The server-sent events of one client that follows something. It gets the newest state, not every one: a client that reads slowly
 * costs one event in memory, and a thread only while it is written to. Nothing here waits for the client but that thread.
 */
public final class EventStream {

    private static final long NO_LIMIT = 0;

    private final SseEmitter emitter = new SseEmitter(NO_LIMIT);
    private final Executor executor;
    private final AtomicReference<@Nullable Event> next = new AtomicReference<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile String revision;
    private volatile Runnable ended = () -> {};

    /**
     * @param executor writes to the client; a client that does not read keeps a thread of it until the container gives up
     * @param revision of what the client has seen, empty for nothing
     */
    public EventStream(Executor executor, String revision) {
        this.executor = executor;
        this.revision = revision;
    }

    /**
     * A state of what is followed.
     *
     * @param revision id of the event: another one for every state
     * @param json the state on one line
     * @param isLast whether nothing comes after it
     */
    public record Event(String name, String revision, String json, boolean isLast) {

        /** Shows both ends that the other one is there. */
        private static final Event HEARTBEAT = new Event("", "", "", false);

        /** Is followed by nothing, and never replaced. */
        private static final Event END = new Event("", "", "", true);
    }

    /** What a controller returns. */
    public SseEmitter emitter() {
        return emitter;
    }

    /** Is called when the stream has ended, whoever ended it; more than once it may be. */
    public void onEnd(Runnable action) {
        ended = action;
        emitter.onCompletion(action);
        emitter.onError(failure -> action.run());
    }

    public boolean hasSeen(String current) {
        return revision.equals(current);
    }

    /** Sends the event, in place of one that has not been sent. */
    public void send(Event event) {
        revision = event.revision();
        next.updateAndGet(waiting -> waiting == Event.END ? waiting : event);
        sendNext();
    }

    /** Sends a sign of life, if nothing else is to be sent. */
    public void sendHeartbeat() {
        if (next.compareAndSet(null, Event.HEARTBEAT)) {
            sendNext();
        }
    }

    /** Ends the stream, in place of an event that has not been sent. */
    public void end() {
        next.set(Event.END);
        sendNext();
    }

    private void sendNext() {
        if (next.get() != null && sending.compareAndSet(false, true)) {
            executor.execute(this::sendAll);
        }
    }

    private void sendAll() {
        try {
            for (Event event = next.getAndSet(null); event != null; event = next.getAndSet(null)) {
                write(event);
            }
        } catch (IOException | IllegalStateException e) {
            end(emitter, e);
            ended.run();
            return;
        } finally {
            sending.set(false);
        }
        sendNext();
    }

    /** Ends what could not be written to: the container ends the request of a client that has gone, but does not always say so. */
    public static void end(SseEmitter emitter, Exception failure) {
        unlessEnded(() -> emitter.completeWithError(failure));
    }

    /** Ends what may have ended already. */
    public static void end(SseEmitter emitter) {
        unlessEnded(emitter::complete);
    }

    private static void unlessEnded(Runnable end) {
        try {
            end.run();
        } catch (IllegalStateException e) {
            // The container has ended the request meanwhile.
        }
    }

    private void write(Event event) throws IOException {
        SseEventBuilder message = SseEmitter.event();
        if (event == Event.HEARTBEAT) {
            emitter.send(message.comment(""));
        } else if (event != Event.END) {
            emitter.send(message.name(event.name()).id(event.revision()).data(event.json()));
        }
        if (event.isLast()) {
            emitter.complete();
        }
    }
}
