package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Any number of connections to one server, served by the one thread that uses this: ten thousand cost next to nothing. */
final class HttpLoop implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final int CONNECT_MILLIS = 10_000;

    private final InetSocketAddress server;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    HttpLoop(String serverUrl) throws IOException {
        URI uri = URI.create(serverUrl);
        this.server = new InetSocketAddress(uri.getHost(), uri.getPort());
        this.selector = Selector.open();
    }

    HttpConnection connect() throws IOException {
        return new HttpConnection(this);
    }

    /** A new connection's key, with nothing attached. */
    SelectionKey open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        try {
            channel.socket().connect(server, CONNECT_MILLIS);
        } catch (IOException e) {
            channel.close();
            throw new IOException("No connection beside " + selector.keys().size() + " that are open", e);
        }
        channel.configureBlocking(false);
        return channel.register(selector, SelectionKey.OP_READ);
    }

    /** Serves the connections for which there is something to do, after this time at the latest. */
    void turn(long millis) throws IOException {
        selector.select(millis);
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            ((HttpConnection) key.attachment()).ready(buffer);
        }
    }

    /** Serves them for this time. */
    void turnFor(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() - end < 0) {
            turn(1);
        }
    }

    /** Serves them until this is so. */
    void turnUntil(BooleanSupplier isSo, long longestSeconds, String what) throws IOException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(longestSeconds);
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException("Within %d s there was no %s".formatted(longestSeconds, what));
            }
            turn(1);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
