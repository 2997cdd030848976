package dev.kagzi.server.console;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunNews;
import dev.kagzi.server.shutdown.OpenRequests;
import dev.kagzi.server.web.EventStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Tells open pages that a run has changed or that new ones have come; what has become of it they fetch themselves. */
@ConsoleController
class ChangesController implements OpenRequests, DisposableBean {

    private static final int MOST_RUNS = 200;
    private static final int MOST_PAGES = 1_000;
    private static final long HEARTBEAT_SECONDS = 15;
    private static final long NO_LIMIT = 0;

    private final RunNews news;
    private final Set<OpenPage> pages = ConcurrentHashMap.newKeySet();
    private final ExecutorService writers;
    private final ScheduledExecutorService heartbeats;
    private volatile boolean stopping;

    ChangesController(RunNews news) {
        this.news = news;
        CustomizableThreadFactory threads = new CustomizableThreadFactory("kagzi-console-");
        threads.setDaemon(true);
        this.writers = Executors.newCachedThreadPool(threads);
        this.heartbeats = Executors.newSingleThreadScheduledExecutor(threads);
        heartbeats.scheduleWithFixedDelay(
                () -> pages.forEach(OpenPage::heartbeat), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    @GetMapping(path = "/changes", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter followRuns(NamespaceId namespace, @RequestParam(name = "run", required = false) List<UUID> runIds) {
        if (stopping || pages.size() >= MOST_PAGES) {
            throw new ProblemException(
                    ProblemCode.UNAVAILABLE,
                    "This server %s. Reload the page a little later."
                            .formatted(stopping ? "stops" : "keeps a thousand pages up to date already"));
        }
        List<UUID> shown = runIds == null ? List.of() : runIds;
        OpenPage page = new OpenPage();
        page.follow(namespace.value(), new LinkedHashSet<>(shown.subList(0, Math.min(shown.size(), MOST_RUNS))));
        return page.emitter;
    }

    /** How the runs of a page stand, for those that were followed too late to hear of it. */
    @GetMapping(path = "/states", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    Map<UUID, RunStatus> listStates(
            NamespaceId namespace, @RequestParam(name = "run", required = false) List<UUID> runIds) {
        List<UUID> shown = runIds == null ? List.of() : runIds;
        return news.statuses(namespace.value(), shown.subList(0, Math.min(shown.size(), MOST_RUNS)));
    }

    @Override
    public String kind() {
        return "pages";
    }

    @Override
    public int open() {
        return pages.size();
    }

    @Override
    public void answerAll() {
        stopping = true;
        pages.forEach(OpenPage::close);
    }

    @Override
    public void letWait() {
        stopping = false;
    }

    @Override
    public void destroy() {
        heartbeats.shutdownNow();
        writers.shutdownNow();
    }

    /** A page that is open. A browser that does not read costs a thread while it is written to, and a list of what it has not heard of. */
    private final class OpenPage implements RunNews.Reader {

        private final SseEmitter emitter = new SseEmitter(NO_LIMIT);
        private final AtomicBoolean writing = new AtomicBoolean();
        private final Set<String> untold = new LinkedHashSet<>();
        private volatile AutoCloseable subscription = () -> {};

        void follow(UUID namespaceId, Set<UUID> runIds) {
            emitter.onCompletion(this::forget);
            emitter.onError(failure -> forget());
            subscription = news.subscribe(namespaceId, runIds, this);
            pages.add(this);
            tell("ready now");
        }

        @Override
        public void changed(UUID runId) {
            tell("run " + runId);
        }

        @Override
        public void started() {
            tell("new runs");
        }

        void heartbeat() {
            tell("");
        }

        private void tell(String what) {
            synchronized (untold) {
                untold.add(what);
            }
            write();
        }

        private void write() {
            if (writing.compareAndSet(false, true)) {
                writers.execute(this::writeAll);
            }
        }

        private void writeAll() {
            try {
                for (List<String> next = next(); !next.isEmpty(); next = next()) {
                    for (String what : next) {
                        send(what);
                    }
                }
            } catch (IOException | IllegalStateException e) {
                EventStream.end(emitter, e);
                forget();
                return;
            } finally {
                writing.set(false);
            }
            if (hasMore()) {
                write();
            }
        }

        private void send(String what) throws IOException {
            if (what.isEmpty()) {
                emitter.send(SseEmitter.event().comment(""));
                return;
            }
            int space = what.indexOf(' ');
            emitter.send(SseEmitter.event().name(what.substring(0, space)).data(what.substring(space + 1)));
        }

        private List<String> next() {
            synchronized (untold) {
                List<String> next = new ArrayList<>(untold);
                untold.clear();
                return next;
            }
        }

        private boolean hasMore() {
            synchronized (untold) {
                return !untold.isEmpty();
            }
        }

        void close() {
            EventStream.end(emitter);
            forget();
        }

        private void forget() {
            pages.remove(this);
            try {
                subscription.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
