package dev.kagzi.client;

import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.RunsApi;

/** What runs and starts ask the server through. */
record ServerAccess(
        RunsApi runs, PatientCalls calls, ResultWait results, PayloadMapper payloads, ReferencedWorkflows workflows) {}
