package dev.kagzi.client;

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
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ScheduleSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts runs and finds them again, emits events and keeps schedules. A bean of this type is there in every application with the starter, also with the worker
 * switched off, and can be used by any number of threads.
 *
 * <pre>{@code
 * Run<Receipt> run = kagzi.start(OrderWorkflow::process, order).id("order-42").send();
 * Receipt receipt = run.result(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>{@code start} takes a reference to the workflow's method in whatever form that has: with an input, a context, both in any
 * order, or neither, with a result or without. The method is never called here; the reference names the workflow and its types.
 * A method that is overloaded or generic cannot be referred to like this and is started by name. Nothing is sent before {@link
 * StartCall#send()}, and inside a transaction nothing before its commit.
 *
 * <p>All methods that ask the server throw {@link ServerUnavailableException} when it cannot be reached. Requests that can be
 * repeated safely are repeated for about ten seconds first; so the restart of a server is not noticed.
 */
@SuppressWarnings("overloads")
public interface KagziClient {

    /** A run of the workflow whose method takes an input and a context. */
    <W, I extends @Nullable Object, R extends @Nullable Object> StartCall<R> start(
            ToInputAndContext<W, I, R> workflow, I input);

    /** A run of the workflow whose method takes a context and an input. */
    <W, I extends @Nullable Object, R extends @Nullable Object> StartCall<R> start(
            ToContextAndInput<W, I, R> workflow, I input);

    /** A run of the workflow whose method takes an input. */
    <W, I extends @Nullable Object, R extends @Nullable Object> StartCall<R> start(ToInput<W, I, R> workflow, I input);

    /** A run of the workflow whose method takes a context. */
    <W, R extends @Nullable Object> StartCall<R> start(ToContext<W, R> workflow);

    /** A run of the workflow whose method takes nothing. */
    <W, R extends @Nullable Object> StartCall<R> start(ToNothing<W, R> workflow);

    /** A run of the workflow whose method takes an input and a context, without a result. */
    <W, I extends @Nullable Object> StartCall<@Nullable Void> start(VoidToInputAndContext<W, I> workflow, I input);

    /** A run of the workflow whose method takes a context and an input, without a result. */
    <W, I extends @Nullable Object> StartCall<@Nullable Void> start(VoidToContextAndInput<W, I> workflow, I input);

    /** A run of the workflow whose method takes an input, without a result. */
    <W, I extends @Nullable Object> StartCall<@Nullable Void> start(VoidToInput<W, I> workflow, I input);

    /** A run of the workflow whose method takes a context, without a result. */
    <W> StartCall<@Nullable Void> start(VoidToContext<W> workflow);

    /** A run of the workflow whose method takes nothing, without a result. */
    <W> StartCall<@Nullable Void> start(VoidToNothing<W> workflow);

    /**
     * A run of the workflow of this name or alias. Its result is what JSON gives without a type, such as a {@code Map}, unless
     * {@link StartCall#returns(Class)} names one.
     */
    StartCall<@Nullable Object> start(String workflow, @Nullable Object input);

    /** As {@link #start(String, Object)}, for a workflow without an input. */
    StartCall<@Nullable Object> start(String workflow);

    /**
     * Emits an event: it starts the workflows that are declared {@code on} it, and wakes the runs that wait for it. Returns as soon as the
     * server has stored it. The event's identity is made here, so that a request repeated after a lost answer makes no second event.
     *
     * <p>Inside a Spring transaction it returns at once: the event is emitted after the commit and never after a rollback, as {@link
     * StartCall#send()} says of starts.
     *
     * @param event name of the event
     * @param key which of the events of this name it is meant for; {@code null} for those who wait without a key
     * @param data anything Jackson can write; {@code null} for an event without data
     * @return the event's identity, a UUIDv7
     * @throws OutboxFullException inside a transaction, when too much waits to be sent already
     * @throws RequestRefusedException when the server does not accept a value
     * @throws IllegalArgumentException when the name is empty, or has control characters or space around it
     */
    String emit(String event, @Nullable String key, @Nullable Object data);

    /** As {@link #emit(String, String, Object)}, for those who wait without a key. */
    String emit(String event, @Nullable Object data);

    /**
     * The same client, whose starts and events do not wait for the commit of a transaction: they are sent at once, and a rollback does not
     * take them back.
     */
    KagziClient immediately();

    /**
     * The schedule of this id, to be made, changed or told something.
     *
     * @param scheduleId unique in the namespace; a schedule that a workflow declares has the workflow's name
     */
    ScheduleCall schedule(String scheduleId);

    /** All schedules of the namespace, without their inputs. */
    List<ScheduleSnapshot> schedules();

    /**
     * A run that was started before. Its result is what JSON gives without a type, unless {@link Run#returns(Class)} names one.
     *
     * @param runId as {@link Run#runId()} gave it
     * @throws RunNotFoundException when there is none in the client's namespace
     */
    Run<@Nullable Object> run(String runId);

    /**
     * A page of runs, newest first.
     *
     * @param filter which; {@link RunFilter#from(String)} with the cursor of a page gives the next one
     */
    Page<Run<@Nullable Object>> runs(RunFilter filter);
}
