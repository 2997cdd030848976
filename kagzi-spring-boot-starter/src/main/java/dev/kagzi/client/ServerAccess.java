package dev.kagzi.client;

import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;
import dev.kagzi.transport.ServerProblemException;

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

    /** The very first request for a workflow may overtake the worker of the same application, which registers it. */
    boolean isNotRegisteredYet(String workflow, ServerProblemException problem) {
        return problem.is(ProblemCode.WORKFLOW_UNKNOWN) && workflows.declare(workflow);
    }
}
