package dev.kagzi.server.bulk;

import dev.kagzi.protocol.BulkAction;
import dev.kagzi.protocol.BulkFilter;
import dev.kagzi.protocol.BulkJob;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartBulk;
import dev.kagzi.server.bulk.StoredJob.Counted;
import dev.kagzi.server.bulk.StoredJob.Position;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.BulkRuns;
import dev.kagzi.server.run.BulkRuns.Act;
import dev.kagzi.server.run.BulkRuns.Found;
import dev.kagzi.server.run.BulkRuns.Target;
import dev.kagzi.server.run.RunFilter;
import dev.kagzi.server.settings.RetentionSettings;
import dev.kagzi.server.web.PageRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Bulk jobs. A page of runs is noted, and then acted on run by run, each in a transaction of its own. Whoever goes on after a crash acts
 * on the noted page once more: what is done twice has no second effect.
 */
@Service
public class BulkJobs {

    /** Of the database and {@code clock.now}. */
    public static final String IS_ANY_FREE = BulkRepository.IS_ANY_FREE;

    private static final BulkFilter EVERYTHING = new BulkFilter(null, null, null, null, null, null, null, null, null);

    /** How long a job stays with a server that is not heard of. A page takes a second or two. */
    private static final Duration TURN = Duration.ofSeconds(20);

    /** As many as are acted on within a turn. */
    private static final int MOST_RUN_IDS = 200;

    private static final UUID BEFORE_ALL = new UUID(-1, -1);

    /** Of a namespace: all jobs take turns. */
    private static final int MOST_OPEN = 100;

    private final BulkRepository repository;
    private final BulkRuns runs;
    private final Namespaces namespaces;
    private final DatabaseClock clock;
    private final Duration retention;

    BulkJobs(
            BulkRepository repository,
            BulkRuns runs,
            Namespaces namespaces,
            DatabaseClock clock,
            RetentionSettings retention) {
        this.repository = repository;
        this.runs = runs;
        this.namespaces = namespaces;
        this.clock = clock;
        this.retention = retention.retention();
    }

    /** Writes a job down; it begins within a second. */
    public BulkJob start(NamespaceId namespace, StartBulk request, UUID freshId) {
        if (request.action() == BulkAction.RESTART && !Boolean.TRUE.equals(request.dryRun())) {
            namespaces.requireEnabled(namespace);
        }
        BulkFilter filter = withoutEmptyParts(request.filter());
        new Violations()
                .text("/reason", request.reason(), TextRule.REASON)
                .text("/filter/workflow", filter.workflow(), TextRule.NAME)
                .text("/filter/id", filter.id(), TextRule.ID)
                .text("/filter/schedule", filter.schedule(), TextRule.NAME)
                .tags("/filter/tags", filter.tags())
                .require(
                        !filter.equals(EVERYTHING),
                        "/filter",
                        "has to name something; for all runs name all statuses they may have")
                .require(
                        filter.runIds() == null || filter.runIds().size() <= MOST_RUN_IDS,
                        "/filter/runIds",
                        "has to name at most %d runs".formatted(MOST_RUN_IDS))
                .require(
                        filter.runIds() == null || filter.equals(ofRuns(filter.runIds())),
                        "/filter/runIds",
                        "has to stand alone: what else the filter names says nothing about runs that are named")
                .throwIfAny();
        BulkJob job = new BulkJob(
                freshId,
                request.action(),
                filter,
                Boolean.TRUE.equals(request.dryRun()),
                request.reason(),
                BulkJob.Status.RUNNING,
                0,
                0,
                0,
                clock.now(),
                null);
        if (filter.runIds() == null) {
            repository.insert(namespace.value(), job, Counted.NOTHING, Position.BEGINNING, MOST_OPEN);
        } else {
            insertOfRuns(namespace.value(), job, filter.runIds());
        }
        return repository
                .find(namespace.value(), freshId)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.OVERLOADED,
                        "%d bulk jobs of this namespace are not done yet. Try again when some are."
                                .formatted(MOST_OPEN)));
    }

    /** Runs that are named are the only page there is, noted before anybody works on the job. */
    private void insertOfRuns(UUID namespaceId, BulkJob job, List<UUID> runIds) {
        List<Target> targets = runs.find(job.action(), namespaceId, runIds);
        int skipped = runIds.size() - targets.size();
        repository.insert(
                namespaceId,
                job,
                new Counted(runIds.size(), job.dryRun() ? targets.size() : 0, skipped),
                new Position(job.dryRun() ? List.of() : targets, null, false),
                MOST_OPEN);
    }

    private static BulkFilter ofRuns(List<UUID> runIds) {
        return new BulkFilter(null, null, null, null, null, null, null, null, runIds);
    }

    /** What is empty names nothing; what is named twice is one. */
    private static BulkFilter withoutEmptyParts(BulkFilter filter) {
        List<RunStatus> status = filter.status();
        Map<String, String> tags = filter.tags();
        List<UUID> runIds = filter.runIds();
        return new BulkFilter(
                filter.workflow(),
                status == null || status.isEmpty() ? null : status,
                filter.id(),
                tags == null || tags.isEmpty() ? null : tags,
                filter.parent(),
                filter.schedule(),
                filter.createdAfter(),
                filter.createdBefore(),
                runIds == null || runIds.isEmpty()
                        ? null
                        : runIds.stream().distinct().toList());
    }

    /** The jobs of the namespace that are kept, newest first. */
    public Page<BulkJob> list(NamespaceId namespace, PageRequest page) {
        List<BulkJob> found = repository.list(namespace.value(), page.afterId().orElse(BEFORE_ALL), page.limit() + 1);
        return page.page(found, job -> List.of(job.bulkId().toString()));
    }

    public BulkJob find(NamespaceId namespace, UUID bulkId) {
        return repository
                .find(namespace.value(), bulkId)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.BULK_NOT_FOUND,
                        "There is no bulk job '%s' in this namespace. It may be older than the retention."
                                .formatted(bulkId)));
    }

    /**
     * Works on a job that nobody works on, until it is done, taken over, or {@code goesOn} says no.
     *
     * @return whether there was one
     */
    public boolean work(BooleanSupplier goesOn) {
        Instant now = clock.now();
        Optional<StoredJob> taken = repository.take(now, now.plus(TURN));
        taken.ifPresent(job -> {
            boolean isInOrder = false;
            try {
                work(job, goesOn);
                isInOrder = true;
            } finally {
                repository.release(job, isInOrder, clock.now());
            }
        });
        return taken.isPresent();
    }

    private void work(StoredJob stored, BooleanSupplier goesOn) {
        BulkJob job = stored.job();
        Position position = stored.position();
        Counted acted = act(stored, position);
        while (!position.isLast()) {
            Found found = runs.find(job.action(), stored.namespaceId(), filter(job), position.cursor());
            position = new Position(job.dryRun() ? List.of() : found.runs(), found.cursor(), false);
            Counted counted = acted.plus(counted(job, found));
            Instant now = clock.now();
            boolean isMine = repository.advance(stored, counted, position, now.plus(TURN));
            if (!isMine || !goesOn.getAsBoolean() || isDisabledMeanwhile(stored)) {
                return;
            }
            acted = act(stored, position);
        }
        repository.finish(stored, acted, clock.now());
    }

    /** Nothing is started in a disabled namespace; such a job is taken again when it is enabled. */
    private boolean isDisabledMeanwhile(StoredJob stored) {
        return stored.job().action() == BulkAction.RESTART
                && !stored.job().dryRun()
                && namespaces.isDisabled(stored.namespaceId());
    }

    private static Counted counted(BulkJob job, Found found) {
        int fit = found.runs().size();
        return new Counted(found.matched(), job.dryRun() ? fit : 0, found.matched() - fit);
    }

    private Counted act(StoredJob stored, Position position) {
        BulkJob job = stored.job();
        List<Target> page = Objects.requireNonNullElse(position.page(), List.of());
        int succeeded = 0;
        for (Target run : page) {
            Act act = new Act(job.action(), stored.namespaceId(), job.reason(), restartId(job, run.runId()));
            succeeded += runs.apply(act, run, position.isBegun()) ? 1 : 0;
        }
        return new Counted(0, succeeded, page.size() - succeeded);
    }

    /** The same at every try, and of no other job. */
    private static UUID restartId(BulkJob job, UUID runId) {
        UUID mixed = UUID.nameUUIDFromBytes((job.bulkId() + "/" + runId).getBytes(StandardCharsets.US_ASCII));
        long version7 = job.bulkId().getMostSignificantBits() & ~0xFFFL | mixed.getMostSignificantBits() & 0xFFFL;
        return new UUID(version7, mixed.getLeastSignificantBits());
    }

    /** Runs that it starts itself are none of those it is about. */
    private static RunFilter filter(BulkJob job) {
        BulkFilter filter = job.filter();
        Instant before = filter.createdBefore();
        return new RunFilter(
                filter.workflow(),
                new TreeSet<>(Objects.requireNonNullElse(filter.status(), List.of())),
                filter.id(),
                new TreeMap<>(Objects.requireNonNullElse(filter.tags(), Map.of())),
                filter.parent(),
                filter.schedule(),
                filter.createdAfter(),
                earlier(before, job.createdAt()));
    }

    private static Instant earlier(@Nullable Instant asked, Instant begun) {
        return asked == null || asked.isAfter(begun) ? begun : asked;
    }

    /** Forgets jobs that ended longer ago than finished runs are kept. */
    public int removeOld() {
        return repository.removeFinishedBefore(clock.now().minus(retention));
    }
}
