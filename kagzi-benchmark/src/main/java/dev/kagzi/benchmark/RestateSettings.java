package dev.kagzi.benchmark;

import dev.kagzi.benchmark.driver.Workload;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How the server of Restate is set up: the best settings found, all else as it comes.
 *
 * @param partitions parts of its storage that work side by side
 * @param invocations runs at once of each partition
 */
record RestateSettings(int partitions, int invocations) {

    private static final int PARTITIONS = 4;
    /** Where one run at a time is measured. */
    private static final int PARTITIONS_ALONE = 24;

    private static final int DEFAULT_INVOCATIONS = 1_000;

    static RestateSettings of(Workload workload, int concurrency) {
        int partitions = workload == Workload.W3 ? PARTITIONS_ALONE : PARTITIONS;
        // Parents of many children must not take all the places that the children need.
        int invocations = workload.isDrain() ? Math.max(1, concurrency / partitions) : DEFAULT_INVOCATIONS;
        return new RestateSettings(partitions, invocations);
    }

    Map<String, String> environment(Path data, int ingressPort, int adminPort, int nodePort) {
        Map<String, String> environment = new HashMap<>();
        environment.put("RESTATE_NODE_NAME", "benchmark");
        environment.put("RESTATE_BASE_DIR", data.toString());
        environment.put("RESTATE_LISTEN_MODE", "tcp");
        environment.put("RESTATE_BIND_ADDRESS", "127.0.0.1:" + nodePort);
        environment.put("RESTATE_INGRESS__BIND_ADDRESS", "127.0.0.1:" + ingressPort);
        environment.put("RESTATE_ADMIN__BIND_ADDRESS", "127.0.0.1:" + adminPort);
        environment.put("RESTATE_DISABLE_TELEMETRY", "true");
        environment.put("RESTATE_LOG_DISABLE_ANSI_CODES", "true");
        environment.put("RESTATE_DEFAULT_NUM_PARTITIONS", String.valueOf(partitions));
        environment.put("RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT", String.valueOf(invocations));
        return environment;
    }
}
