package dev.kagzi.server.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscription;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Pages of the console that are open, and are told what changes. */
public final class OpenConsoles implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final Queue<Page> pages = new ConcurrentLinkedQueue<>();

    public OpenConsoles(int port) {
        this.port = port;
    }

    /** Opens so many pages that show these runs. */
    public void open(int count, String namespace, Collection<String> runs) {
        String shown = runs.stream().map(run -> "run=" + run).collect(Collectors.joining("&"));
        URI address = URI.create("http://127.0.0.1:%d/console/ns/%s/changes?%s".formatted(port, namespace, shown));
        for (int i = 0; i < count; i++) {
            Page page = new Page();
            pages.add(page);
            http.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.fromLineSubscriber(page));
        }
    }

    /** Waits until each is told from now on. */
    public void awaitReady() {
        Awaitility.await()
                .atMost(READY)
                .untilAsserted(() -> assertThat(pages)
                        .allSatisfy(page -> assertThat(page.told).containsKey("now")));
    }

    /** When the pages that were told of this run, or of new 'runs', first were, by {@link System#nanoTime()}. */
    public List<Long> told(String run) {
        return pages.stream()
                .flatMap(page -> Stream.ofNullable(page.told.get(run)))
                .toList();
    }

    /** Forgets what was told so far. */
    public void forget() {
        pages.forEach(page -> page.told.clear());
    }

    @Override
    public void close() {
        pages.forEach(Page::close);
    }

    /** Notes the data of events: ids of runs, 'runs' for new ones, and 'now' once it has begun. */
    private static final class Page implements Flow.Subscriber<String> {

        private final Map<String, Long> told = new ConcurrentHashMap<>();
        private volatile @Nullable Subscription subscription;

        @Override
        public void onSubscribe(Subscription begun) {
            subscription = begun;
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("data:")) {
                told.putIfAbsent(line.substring("data:".length()), System.nanoTime());
            }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}

        void close() {
            Subscription begun = subscription;
            if (begun != null) {
                begun.cancel();
            }
        }
    }
}
