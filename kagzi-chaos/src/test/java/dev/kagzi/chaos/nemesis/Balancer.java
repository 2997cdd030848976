package dev.kagzi.chaos.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A load balancer that knows nothing of HTTP and checks no health: connections go round robin to whoever takes them. */
final class Balancer implements AutoCloseable {

    private final List<Integer> ports;
    private final ServerSocket listener;
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        return thread;
    });

    Balancer(List<Integer> ports) {
        this.ports = ports;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::acceptAll);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> join(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void join(Socket client) {
        for (int i = 0; i < ports.size(); i++) {
            try {
                Socket server = new Socket(
                        InetAddress.getLoopbackAddress(),
                        ports.get(Math.floorMod(turn.getAndIncrement(), ports.size())));
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                threads.execute(() -> pass(client, server));
                pass(server, client);
                return;
            } catch (IOException e) {
                // The next one.
                continue;
            }
        }
        close(client);
    }

    /** The end of one side is the end of the other. */
    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            byte[] bytes = new byte[16 * 1024];
            for (int n = from.getInputStream().read(bytes);
                    n >= 0;
                    n = from.getInputStream().read(bytes)) {
                to.getOutputStream().write(bytes, 0, n);
            }
        } catch (IOException e) {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
