package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a key is for. */
public enum KeyRole {
    /** Executes runs: the worker protocol, and the server's version. */
    @JsonProperty("worker")
    WORKER,

    /** Starts runs, emits events, keeps schedules, acts on runs, and sees what a viewer sees. */
    @JsonProperty("client")
    CLIENT,

    /** Sees runs, events, schedules, bulk jobs, workflows and workers, and changes nothing. */
    @JsonProperty("viewer")
    VIEWER,

    /** All of it, and namespaces, keys, limits, draining of workers and the audit trail. */
    @JsonProperty("admin")
    ADMIN
}
