package dev.kagzi.console;

import dev.kagzi.Retry;
import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** An application whose runs look like anything a run can look like. */
@EnableAutoConfiguration
@Import({
    Workshop.Repair.class,
    Workshop.Part.class,
    Workshop.Marathon.class,
    Workshop.Stubborn.class,
    Workshop.Led.class,
    Workshop.Broken.class,
    Workshop.Odd.class,
    Workshop.Hourly.class
})
class Workshop {

    /** A run of everyday life: steps, branches, a child, a wait. */
    @Workflow(name = Repair.NAME, on = "repair.asked")
    public static class Repair {

        static final String NAME = "repair";

        public String process(String what, WorkflowContext ctx) {
            ctx.tag("what", what);
            inspect(what);
            ctx.progress("inspected");
            List<String> parts = ctx.parallel("parts", List.of("wheel", "brake", "chain"), part -> order(part));
            String made = ctx.call(Part::process, "screw");
            ctx.waitForEvent("repair.paid", what, "1h", String.class);
            return what + " with " + parts + " and " + made;
        }

        @Step
        void inspect(String what) {}

        @Step
        String order(String part) {
            return "new " + part;
        }
    }

    @Workflow(name = Part.NAME)
    public static class Part {

        static final String NAME = "part";

        public String process(String what) {
            return make(what);
        }

        @Step
        String make(String what) {
            return "made " + what;
        }
    }

    /** Ten thousand steps, a thousand of them at the same time, and a long sleep at the end. */
    @Workflow(name = Marathon.NAME)
    public static class Marathon {

        static final String NAME = "marathon";

        public int process(Size size, WorkflowContext ctx) {
            for (int i = 0; i < size.steps(); i++) {
                int number = i;
                ctx.step("walk", Integer.class, () -> number);
            }
            ctx.parallel(
                    "carry",
                    IntStream.range(0, size.branches()).boxed().toList(),
                    item -> ctx.step("lift", Integer.class, () -> item));
            ctx.sleep("rest", size.rest());
            return size.steps();
        }

        record Size(int steps, int branches, String rest) {}
    }

    /** Thirty attempts. */
    @Workflow(name = Stubborn.NAME)
    public static class Stubborn {

        static final String NAME = "stubborn";

        public String process(int attempts, WorkflowContext ctx) {
            return ctx.step("knock")
                    .retry(Retry.linear(attempts, Duration.ofMillis(20)))
                    .returns(String.class)
                    .run(() -> {
                        int attempt = StepContext.current().attempt();
                        if (attempt < attempts) {
                            throw new IllegalStateException("Nobody opened at knock " + attempt);
                        }
                        return "opened";
                    });
        }
    }

    /** Two branches and a step of two attempts, each of which goes on when it is let. */
    @Workflow(name = Led.NAME)
    public static class Led {

        static final String NAME = "led";
        static final int STEPS = 4;

        private static final Map<String, Semaphore> GATES = new ConcurrentHashMap<>();

        /** Lets so many steps of this name be done. */
        static void let(String step, int times) {
            gate(step).release(times);
        }

        private static Semaphore gate(String step) {
            return GATES.computeIfAbsent(step, any -> new Semaphore(0));
        }

        public void process(WorkflowContext ctx) {
            ctx.parallel("pair", List.of("left", "right"), side -> {
                for (int i = 0; i < STEPS; i++) {
                    ctx.step(side, Boolean.class, () -> passes(side));
                }
                return side;
            });
            ctx.step("knock")
                    .retry(Retry.linear(5, Duration.ofMillis(200)))
                    .returns(Boolean.class)
                    .run(() -> {
                        if (StepContext.current().attempt() == 1) {
                            throw new IllegalStateException("Nobody\u202e opened");
                        }
                        return passes("knock");
                    });
        }

        private static boolean passes(String step) {
            try {
                gate(step).acquire();
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    @Workflow(name = Broken.NAME, maxAttempts = 1)
    public static class Broken {

        static final String NAME = "broken";

        public void process(String why) {
            fail(why);
        }

        @Step(maxAttempts = 1)
        void fail(String why) {
            throw new IllegalArgumentException(why);
        }
    }

    /** Gives back what it got, whatever that is. */
    @Workflow(name = Odd.NAME)
    public static class Odd {

        static final String NAME = "odd";

        public Map<String, Object> process(Map<String, Object> input) {
            return input;
        }
    }

    @Workflow(name = Hourly.NAME, cron = "0 0 * * * *", zone = "Europe/Berlin")
    public static class Hourly {

        static final String NAME = "hourly";

        public void process() {}
    }
}
