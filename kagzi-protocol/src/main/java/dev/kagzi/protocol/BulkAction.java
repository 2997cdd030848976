package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is done to each run that fits. */
public enum BulkAction {
    /** As {@code POST /runs/{runId}/cancel} does. */
    @JsonProperty("cancel")
    CANCEL,

    /** As {@code POST /runs/{runId}/retry} does. */
    @JsonProperty("retry")
    RETRY,

    /** As {@code POST /runs/{runId}/restart} does, from the beginning. */
    @JsonProperty("restart")
    RESTART
}
