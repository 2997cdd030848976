package dev.kagzi.client;

import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;
import dev.kagzi.transport.ServerProblemException;
import org.jspecify.annotations.Nullable;

/**
 * What runs, starts and schedules ask the server through.
 *
 * @param outbox takes over what is sent inside a transaction
 */
record ServerAccess(
        ServerApis apis,
        PatientCalls calls,
        ResultWait results,
        PayloadMapper payloads,
        ReferencedWorkflows workflows,
        Outbox outbox) {

    RunsApi runs() {
        return apis.runs();
    }

    EventsApi events() {
        return apis.events();
    }

    SchedulesApi schedules() {
        return apis.schedules();
    }

    /** The same, for those that do not wait for a commit. */
    ServerAccess immediately() {
        return new ServerAccess(apis, calls, results, payloads, workflows, Outbox.NONE);
    }

    /** What goes with an encoded input of a workflow of this application, where its limits go by a value of the input. */
    @Nullable String concurrencyKey(String workflow, @Nullable Payload input) {
        return input == null
                ? null
                : workflows
                        .declared(workflow)
                        .map(declared -> payloads.concurrencyKey(input, declared.keyPath()))
                        .orElse(null);
    }

    /** The very first request for a workflow may overtake the worker of the same application, which registers it. */
    boolean isNotRegisteredYet(String workflow, ServerProblemException problem) {
        return problem.is(ProblemCode.WORKFLOW_UNKNOWN) && workflows.declare(workflow);
    }
}
