package dev.kagzi.client;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.Overlap;
import dev.kagzi.WorkflowReference;
import dev.kagzi.WorkflowReference.ToContext;
import dev.kagzi.WorkflowReference.ToContextAndInput;
import dev.kagzi.WorkflowReference.ToInput;
import dev.kagzi.WorkflowReference.ToInputAndContext;
import dev.kagzi.WorkflowReference.ToNothing;
import dev.kagzi.WorkflowReference.VoidToContext;
import dev.kagzi.WorkflowReference.VoidToContextAndInput;
import dev.kagzi.WorkflowReference.VoidToInput;
import dev.kagzi.WorkflowReference.VoidToInputAndContext;
import dev.kagzi.WorkflowReference.VoidToNothing;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.serialization.PayloadPlace;
import dev.kagzi.transport.SchedulesApi;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.Tagged;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what a schedule says, and saves it; tells one that is there what to do. */
@SuppressWarnings("overloads")
final class ServerSchedule implements ScheduleCall {

    /** How often others may come in between. */
    private static final int MAX_TRIES = 5;

    private final ServerAccess server;
    private final String scheduleId;
    private @Nullable String workflow;
    private @Nullable Type inputType;
    private @Nullable String cron;
    private @Nullable String zone;
    private @Nullable Object input;
    private @Nullable Overlap overlap;
    private @Nullable Integer catchUp;
    private @Nullable Boolean paused;

    ServerSchedule(ServerAccess server, String scheduleId) {
        this.server = server;
        this.scheduleId = scheduleId;
    }

    @Override
    public ScheduleCall workflow(String workflow) {
        this.workflow = workflow;
        this.inputType = null;
        return this;
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ScheduleCall workflow(
            ToInputAndContext<W, I, R> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ScheduleCall workflow(
            ToContextAndInput<W, I, R> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ScheduleCall workflow(
            ToInput<W, I, R> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W, R extends @Nullable Object> ScheduleCall workflow(ToContext<W, R> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W, R extends @Nullable Object> ScheduleCall workflow(ToNothing<W, R> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W, I extends @Nullable Object> ScheduleCall workflow(VoidToInputAndContext<W, I> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W, I extends @Nullable Object> ScheduleCall workflow(VoidToContextAndInput<W, I> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W, I extends @Nullable Object> ScheduleCall workflow(VoidToInput<W, I> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W> ScheduleCall workflow(VoidToContext<W> workflow) {
        return referenced(workflow);
    }

    @Override
    public <W> ScheduleCall workflow(VoidToNothing<W> workflow) {
        return referenced(workflow);
    }

    private ScheduleCall referenced(WorkflowReference reference) {
        WorkflowDefinition definition = server.workflows().get(reference);
        this.workflow = definition.name();
        this.inputType = definition.method().inputType();
        return this;
    }

    @Override
    public ScheduleCall cron(String cron) {
        this.cron = cron;
        return this;
    }

    @Override
    public ScheduleCall zone(String zone) {
        this.zone = zone;
        return this;
    }

    @Override
    public ScheduleCall input(@Nullable Object input) {
        this.input = input;
        return this;
    }

    @Override
    public ScheduleCall overlap(Overlap overlap) {
        this.overlap = overlap;
        return this;
    }

    @Override
    public ScheduleCall catchUp(int catchUp) {
        this.catchUp = catchUp;
        return this;
    }

    @Override
    public ScheduleCall paused(boolean paused) {
        this.paused = paused;
        return this;
    }

    @Override
    public ScheduleSnapshot save() {
        SaveSchedule schedule = request();
        return server.calls()
                .repeatable(
                        "Saving " + this,
                        problem -> problem.problem().retryable()
                                || server.isNotRegisteredYet(schedule.workflow(), problem),
                        () -> createOrReplace(schedule));
    }

    private SaveSchedule request() {
        if (workflow == null || cron == null) {
            throw new IllegalStateException("Saving " + this + " needs a " + (workflow == null ? "workflow" : "cron"));
        }
        return new SaveSchedule(
                scheduleId,
                workflow,
                cron,
                zone,
                input == null ? null : encoded(input),
                overlap == null ? null : dev.kagzi.protocol.Overlap.valueOf(overlap.name()),
                catchUp,
                paused);
    }

    /** Each run gets a copy, and has to find out what it was encoded for: an id that belongs to nothing else. */
    private Payload encoded(Object value) {
        PayloadMapper payloads = server.payloads();
        Payload plain = inputType == null ? payloads.write(value) : payloads.write(value, inputType);
        UUID place = UuidCreator.getTimeOrderedEpoch();
        return payloads.encode(plain, PayloadPlace.input(place)).encodedFor(place);
    }

    /** There is no request that does either; so somebody else may come in between. */
    private ScheduleSnapshot createOrReplace(SaveSchedule schedule) {
        for (int tries = 1; ; tries++) {
            try {
                return server.schedules().create(schedule);
            } catch (ServerProblemException e) {
                if (!e.is(ProblemCode.SCHEDULE_EXISTS)) {
                    throw e;
                }
            }
            try {
                Tagged<ScheduleSnapshot> present = server.schedules().get(scheduleId);
                return server.schedules().replace(scheduleId, schedule, present.etag());
            } catch (ServerProblemException e) {
                boolean overtaken = e.is(ProblemCode.PRECONDITION_FAILED) || e.is(ProblemCode.SCHEDULE_NOT_FOUND);
                if (!overtaken || tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public ScheduleSnapshot pause() {
        return ask("Pausing", schedules -> schedules.pause(scheduleId));
    }

    @Override
    public ScheduleSnapshot resume() {
        return ask("Resuming", schedules -> schedules.resume(scheduleId));
    }

    @Override
    public Run<@Nullable Object> trigger() {
        UUID key = UuidCreator.getTimeOrderedEpoch();
        return ServerRun.of(server, ask("Triggering", schedules -> schedules.trigger(scheduleId, key)), Object.class);
    }

    @Override
    public List<Instant> backfill(Instant from, Instant to) {
        UUID key = UuidCreator.getTimeOrderedEpoch();
        Backfill backfill = new Backfill(from, to, null);
        return ask("Making up firings of", schedules -> schedules.backfill(scheduleId, backfill, key))
                .firings();
    }

    @Override
    public void delete() {
        ask("Deleting", schedules -> {
            try {
                schedules.delete(scheduleId);
                return true;
            } catch (ServerProblemException e) {
                // Also the answer to a repetition whose first request did it.
                if (e.is(ProblemCode.SCHEDULE_NOT_FOUND)) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public ScheduleSnapshot get() {
        return ask("Looking up", schedules -> schedules.get(scheduleId)).value();
    }

    private <T> T ask(String what, Function<SchedulesApi, T> request) {
        Supplier<T> call = () -> request.apply(server.schedules());
        return server.calls().repeatable(what + " " + this, call);
    }

    @Override
    public String toString() {
        return "schedule '" + scheduleId + "'";
    }
}
