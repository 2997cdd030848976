package dev.kagzi.autoconfigure;

import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.definition.RetrySettings;
import dev.kagzi.definition.WorkflowSettings;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.worker.WorkerSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code kagzi.*}. A key that exists neither here nor in the server fails start-up, and so does a duration without a unit.
 *
 * @param url Address of the server.
 * @param namespace Namespace of the runs this application starts and executes. Default: the server's choice, which is the first one of the key.
 * @param apiKey Key that all requests carry, with the roles this application needs: 'worker' where it executes runs, 'client' where it starts them. Default: none.
 * @param outbox What keeps starts and events that are sent inside a transaction until the server has them: a queue in memory, or a table of the application's own database.
 * @param ssl TLS on the way to the server.
 * @param worker Execution of runs in this application.
 * @param retry Retry of all steps, where neither a workflow nor a step says otherwise.
 * @param workflows Settings of single workflows and their steps, by the workflows' names. Default: none.
 */
@ConfigurationProperties(prefix = "kagzi", ignoreUnknownFields = false)
public record KagziProperties(
        @DefaultValue("http://localhost:7070") URI url,
        @Nullable String namespace,
        @Nullable String apiKey,
        @DefaultValue("memory") Outbox outbox,
        @DefaultValue Ssl ssl,
        @DefaultValue Worker worker,
        @NestedConfigurationProperty @DefaultValue RetrySettings retry,
        @DefaultValue Map<String, WorkflowSettings> workflows) {

    public KagziProperties {
        new ConnectionSettings(url, namespace, null, apiKey);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "KagziProperties[url=" + url + ", namespace=" + namespace + "]";
    }

    /** What keeps that which is sent inside a transaction. */
    public enum Outbox {
        /** A queue that is lost with the process. */
        MEMORY,
        /** A table in the database of the transaction, which loses nothing. */
        JDBC
    }

    DefinitionSettings definitions() {
        return new DefinitionSettings(retry, workflows);
    }

    /**
     * {@code kagzi.ssl.*}.
     *
     * @param bundle Name of the SSL bundle, one of spring.ssl.bundle.*, for an https address. Default: what the JVM trusts.
     */
    public record Ssl(@Nullable String bundle) {}

    /**
     * {@code kagzi.worker.*}.
     *
     * @param enabled Whether this application executes runs; its client works without.
     * @param concurrency Runs at once in this worker, at least 1. Without virtual threads also the branches that execute at once.
     * @param workflows Names of the workflows it executes. Default: all.
     * @param drainTimeout How long open steps may go on when the application stops.
     * @param holdThreshold Longest wait for which a run keeps its thread.
     */
    public record Worker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("100") int concurrency,
            @DefaultValue List<String> workflows,
            @DefaultValue("30s") Duration drainTimeout,
            @DefaultValue("2s") Duration holdThreshold) {

        public Worker {
            new WorkerSettings(concurrency, workflows, drainTimeout, holdThreshold);
        }

        WorkerSettings settings() {
            return new WorkerSettings(concurrency, workflows, drainTimeout, holdThreshold);
        }
    }
}
