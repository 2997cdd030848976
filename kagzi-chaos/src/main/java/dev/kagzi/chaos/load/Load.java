package dev.kagzi.chaos.load;

import dev.kagzi.chaos.evidence.Limit;
import dev.kagzi.chaos.evidence.Setting.StepPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the rest of the command has to know about the load. */
public final class Load {

    public static final String TEN_STEPS = LoadWorkflow.NAME;
    public static final String QUICK = QuickWorkflow.NAME;

    public static final String BRANCHES = BranchesWorkflow.NAME;
    public static final String PARENT = ParentWorkflow.NAME;
    public static final String SALE = SaleWorkflow.NAME;
    public static final String READER = ReaderWorkflow.NAME;
    public static final String LONG = LongWorkflow.NAME;

    public static final String ONE = LimitedWorkflows.ONE;
    public static final String TWO = LimitedWorkflows.TWO;
    public static final String FIVE = LimitedWorkflows.FIVE;

    /** Its limit is the workflow's own: runs have no key. */
    public static final String FIFTY = LimitedWorkflows.FIFTY;

    public static final String NEWEST = LimitedWorkflows.NEWEST;
    public static final String ONLY = LimitedWorkflows.ONLY;
    public static final String THROTTLED = LimitedWorkflows.THROTTLED;

    /** Its limit may be changed at run time. */
    public static final String CHANGED = LimitedWorkflows.CHANGED;

    /** It may get limits at run time. */
    public static final String LATER = LimitedWorkflows.LATER;

    /** What the names of workflows with limits begin with. */
    public static final String LIMITED = "chaos-limit-";

    /** The step of {@link #LONG}. */
    public static final String LINGER = LongWorkflow.LINGER;

    /** Events that readers wait for. */
    public static final String NEWS = ReaderWorkflow.EVENT;

    /** Events that start runs. */
    public static final String ORDERED = OrderWorkflow.EVENT;

    private static final double LEAST_JITTER = 0.8;

    private Load() {}

    /** What the workflows declare, as the checker holds it against what happened. */
    public static Map<String, StepPolicy> policies() {
        Map<String, StepPolicy> policies = new HashMap<>();
        policies.put(LoadWorkflow.WORK, policy(3, false));
        policies.put(LoadWorkflow.FLAKY, policy(4, false));
        policies.put(LoadWorkflow.TIDY, policy(3, false));
        policies.put(LoadWorkflow.PAY, policy(3, false));
        policies.put(LoadWorkflow.REFUND, policy(3, false));
        policies.put(LoadWorkflow.STUBBORN, policy(3, true));
        policies.put(LoadWorkflow.SETTLE, policy(2, false));
        policies.put(LoadWorkflow.IN_CODE, fixed(3, 100));
        policies.put(QuickWorkflow.TOUCH, new StepPolicy(3, jittered(1_000), 2, jittered(60_000), false));
        policies.put(BranchesWorkflow.BEGIN, policy(3, false));
        policies.put(BranchesWorkflow.FINISH, policy(3, false));
        policies.put(BranchesWorkflow.GATHER, policy(3, false));
        policies.put(ParentWorkflow.CONCLUDE, policy(3, false));
        policies.put(ReaderWorkflow.NOTE, policy(3, false));
        policies.put(OrderWorkflow.PACK, policy(3, false));
        policies.put(LongWorkflow.LINGER, policy(3, false));
        policies.put(SaleWorkflow.RESERVE, policy(3, false));
        policies.put(SaleWorkflow.CHARGE, policy(3, false));
        policies.put(SaleWorkflow.SHIP, policy(2, false));
        policies.put(SaleWorkflow.RELEASE, policy(3, false));
        policies.put(SaleWorkflow.PAY_BACK, policy(3, false));
        policies.put(LimitedWorkflows.STAY, policy(3, false));
        return policies;
    }

    /**
     * The limits that workflows declare. What {@link #LATER} gets is counted a little later where a start was on its way: nothing
     * is said of how many are claimed at once.
     */
    public static Map<String, Limit> limits() {
        return Map.of(
                ONE, Limit.concurrency(1),
                TWO, Limit.concurrency(2),
                FIVE, Limit.concurrency(5),
                FIFTY, Limit.concurrency(50),
                NEWEST, Limit.concurrency(1),
                ONLY, Limit.concurrency(1),
                CHANGED, Limit.changing(),
                THROTTLED, Limit.throttle(4, Duration.ofSeconds(2)));
    }

    /** What undoes which step, both by name; no step has the name of a compensation. */
    public static Map<String, String> compensations() {
        return Map.of(SaleWorkflow.RESERVE, SaleWorkflow.RELEASE, SaleWorkflow.CHARGE, SaleWorkflow.PAY_BACK);
    }

    private static StepPolicy policy(int maxAttempts, boolean swallowsInterrupts) {
        return new StepPolicy(maxAttempts, jittered(200), 2, jittered(1_000), swallowsInterrupts);
    }

    private static StepPolicy fixed(int maxAttempts, long millis) {
        return new StepPolicy(maxAttempts, jittered(millis), 1, jittered(millis), false);
    }

    private static Duration jittered(long millis) {
        return Duration.ofNanos((long) (millis * 1_000_000 * LEAST_JITTER));
    }
}
