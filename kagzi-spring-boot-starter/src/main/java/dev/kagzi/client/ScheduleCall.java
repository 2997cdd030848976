package dev.kagzi.client;

import dev.kagzi.Overlap;
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
import dev.kagzi.protocol.ScheduleSnapshot;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One schedule: describe it and {@link #save()} it, or tell the one that is there what to do.
 *
 * <pre>{@code
 * kagzi.schedule("nightly").workflow(CleanUpWorkflow::process).cron("0 3 * * *").zone("Europe/Berlin").save();
 * kagzi.schedule("nightly").pause();
 * }</pre>
 *
 * <p>All of it happens at once, inside a transaction too. What a schedule is told throws {@link ScheduleNotFoundException} when there is
 * none of this id, and {@link ServerUnavailableException} when the server cannot be reached; requests are repeated for about ten seconds
 * first, safely.
 */
@SuppressWarnings("overloads")
public interface ScheduleCall {

    /** The workflow of its runs, by its name or alias. Required. */
    ScheduleCall workflow(String workflow);

    /** The workflow of its runs. */
    <W, I extends @Nullable Object, R extends @Nullable Object> ScheduleCall workflow(
            ToInputAndContext<W, I, R> workflow);

    /** The workflow of its runs. */
    <W, I extends @Nullable Object, R extends @Nullable Object> ScheduleCall workflow(
            ToContextAndInput<W, I, R> workflow);

    /** The workflow of its runs. */
    <W, I extends @Nullable Object, R extends @Nullable Object> ScheduleCall workflow(ToInput<W, I, R> workflow);

    /** The workflow of its runs. */
    <W, R extends @Nullable Object> ScheduleCall workflow(ToContext<W, R> workflow);

    /** The workflow of its runs. */
    <W, R extends @Nullable Object> ScheduleCall workflow(ToNothing<W, R> workflow);

    /** The workflow of its runs. */
    <W, I extends @Nullable Object> ScheduleCall workflow(VoidToInputAndContext<W, I> workflow);

    /** The workflow of its runs. */
    <W, I extends @Nullable Object> ScheduleCall workflow(VoidToContextAndInput<W, I> workflow);

    /** The workflow of its runs. */
    <W, I extends @Nullable Object> ScheduleCall workflow(VoidToInput<W, I> workflow);

    /** The workflow of its runs. */
    <W> ScheduleCall workflow(VoidToContext<W> workflow);

    /** The workflow of its runs. */
    <W> ScheduleCall workflow(VoidToNothing<W> workflow);

    /** When it fires: 5 fields as Unix cron has them, or 6 as Spring has them, with seconds first. Required. */
    ScheduleCall cron(String cron);

    /** In whose local time the fields of the cron are, such as {@code Europe/Berlin}. Default: {@code UTC}. */
    ScheduleCall zone(String zone);

    /** Input of each of its runs. Default: none. */
    ScheduleCall input(@Nullable Object input);

    /** What becomes of a firing while a run of the schedule is not finished. Default: {@link Overlap#SKIP}. */
    ScheduleCall overlap(Overlap overlap);

    /** How many missed firings are made up, the newest ones, one after the other; 0 to 1,000. Default: 0. */
    ScheduleCall catchUp(int catchUp);

    /** Whether it fires nothing for the time being. Default: a new schedule fires, another one stays as it is. */
    ScheduleCall paused(boolean paused);

    /**
     * Makes the schedule, or puts it in the place of the one of this id: what is left open then takes its default, and does not keep the
     * value from before. A schedule that code declares can be edited like this too; the edit survives deploys.
     *
     * @return the schedule as it is now
     * @throws WorkflowUnknownException when no worker has ever offered the workflow in the namespace; for a workflow that this application
     *     declares, only after about ten seconds, because its own worker may be about to offer it
     * @throws RequestRefusedException when the server does not accept a value, or the schedule was changed by others again and again
     * @throws IllegalStateException without a workflow or a cron
     */
    ScheduleSnapshot save();

    /** Lets it fire nothing until it is resumed. Runs that it has started go on. */
    ScheduleSnapshot pause();

    /** Lets it fire again. */
    ScheduleSnapshot resume();

    /** Starts a run of it now, beside its firings and also while it is paused. */
    Run<@Nullable Object> trigger();

    /**
     * Makes up the firings of a time in the past, one after the other. A firing that has started a run starts no second one.
     *
     * @param from inclusive
     * @param to exclusive, not in the future
     * @return the firings that are made up, oldest first
     */
    List<Instant> backfill(Instant from, Instant to);

    /**
     * Deletes it, if it is there. Its runs stay.
     *
     * @throws RequestRefusedException when code declares it: it would come back; pause it, or take the cron out of the code
     */
    void delete();

    /** The schedule as it is now. */
    ScheduleSnapshot get();
}
