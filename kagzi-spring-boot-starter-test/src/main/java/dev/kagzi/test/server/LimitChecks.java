package dev.kagzi.test.server;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.Throttle;
import dev.kagzi.protocol.json.PropertyPath;
import dev.kagzi.protocol.worker.WorkflowOffer;

/** What limits may be. */
final class LimitChecks {

    private LimitChecks() {}

    /** @param pointer where the limits stand in the request */
    static void check(Checks checks, String pointer, Limits limits) {
        Integer concurrency = limits.concurrency();
        String key = limits.concurrencyKey();
        String throttle = limits.throttle();
        checks.require(concurrency == null || concurrency >= 1, pointer + "/concurrency", "is at least 1")
                .require(
                        key == null || PropertyPath.isPath(key),
                        pointer + "/concurrencyKey",
                        "expected " + PropertyPath.EXPECTED)
                .require(
                        throttle == null || Throttle.parse(throttle).isPresent(),
                        pointer + "/throttle",
                        "expected " + Throttle.EXPECTED);
    }

    /** Limits that are set through the API. */
    static void check(WorkflowOffer newest, Limits limits) {
        Checks checks = new Checks();
        check(checks, "", limits);
        checks.done();
        WorkflowLimits inForce = new WorkflowLimits(newest, limits);
        checks.require(
                        limits.concurrencyKey() == null || inForce.isAny(),
                        "/concurrencyKey",
                        "has no limit to go with: set '/concurrency' or '/throttle' too")
                .require(
                        limits.onLimit() == null || inForce.concurrency() != null,
                        "/onLimit",
                        "has no limit to go with: set '/concurrency' too")
                .done();
    }
}
