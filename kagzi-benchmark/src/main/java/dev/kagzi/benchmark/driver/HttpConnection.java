package dev.kagzi.benchmark.driver;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection that is kept: one request at a time is on its way. */
final class HttpConnection {

    /** Is told of the answer by the thread that serves all connections. */
    interface Receiver {

        void answered(HttpAnswer answer) throws IOException;
    }

    private static final String REQUEST = """
            POST %s HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/json\r
            Content-Length: %d\r
            \r
            %s""";

    /** The server closes those that are idle for twice as long. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final HttpLoop loop;
    private SelectionKey key;
    private long usedNanos;
    private final AnswerReader reader = new AnswerReader();
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private @Nullable Receiver receiver;

    HttpConnection(HttpLoop loop) throws IOException {
        this.loop = loop;
        this.usedNanos = System.nanoTime();
        this.key = loop.open();
        key.attach(this);
    }

    /** Sends a request whose body is ASCII. */
    void post(String path, String json, Receiver whenAnswered) throws IOException {
        if (!isFree()) {
            throw new IllegalStateException("A request is on its way already");
        }
        if (System.nanoTime() - usedNanos > FRESH_NANOS || !key.isValid()) {
            key.channel().close();
            key = loop.open();
            key.attach(this);
        }
        receiver = whenAnswered;
        unsent = ByteBuffer.wrap(REQUEST.formatted(path, json.length(), json).getBytes(StandardCharsets.US_ASCII));
        write();
    }

    /** Whether no request is on its way. */
    boolean isFree() {
        return receiver == null;
    }

    void ready(ByteBuffer buffer) throws IOException {
        if (key.isValid() && key.isWritable()) {
            write();
        }
        if (key.isValid() && key.isReadable()) {
            read(buffer);
        }
    }

    private void write() throws IOException {
        channel().write(unsent);
        key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (channel().read(buffer) < 0) {
            key.channel().close();
            if (!isFree()) {
                throw new EOFException("The server has closed a connection without an answer");
            }
            return;
        }
        Optional<HttpAnswer> answer = reader.add(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        Receiver waiting = receiver;
        if (answer.isPresent() && waiting != null) {
            receiver = null;
            usedNanos = System.nanoTime();
            waiting.answered(answer.get());
        }
    }

    private SocketChannel channel() {
        return (SocketChannel) key.channel();
    }
}
