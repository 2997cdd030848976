package dev.kagzi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of a bean a durable step: when a run calls it, also on {@code this}, its outcome is recorded once, and
 * every later replay of the run gets the recorded outcome in place of a second execution. A body that throws is tried
 * again as the retry attributes say; a step that failed for good throws {@link StepFailedException}, now and on every replay.
 *
 * <p>The method may be public, protected or package-private; private, static and final ones fail start-up. Its
 * parameters are recorded as its input, for people. Its result goes through JSON on the first run too.
 *
 * <p>It can be a meta-annotation. Every default here means "inherit": see {@link Workflow}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Step {

    /** Name of the step. Default: the method's name in kebab-case. */
    String name() default "";

    /** Attempts, the first one included; 1 means no retry, {@link Retry#FOREVER} no bound. Default: 3. */
    int maxAttempts() default -1;

    /** Pause before the second attempt. Default: {@code 1s}. */
    String backoff() default "";

    /** Factor by which the pause grows, at least 1; 1 is a fixed interval. Default: 2. */
    double multiplier() default -1;

    /** Longest pause between two attempts. Default: {@code 1m}. */
    String maxBackoff() default "";

    /**
     * Exceptions after which the step is not tried again, subclasses included. {@link NonRetryableException} always ends
     * the attempts. Default: none.
     */
    Class<? extends Throwable>[] noRetryFor() default {};

    /**
     * Longest time for one attempt. After it the run's thread is interrupted, and the attempt has failed when the body has
     * left. Default: none.
     */
    String timeout() default "";

    /**
     * Name of a method of the same bean that undoes what the step has done. It takes the step's parameters and, if it wants, the step's
     * result after them. When a run fails for good, times out or is cancelled after the step has completed, the compensations of its
     * completed steps are executed in the reverse order of their completion, each with retries of its own: those of its own
     * {@code @Step} if it has one, else the defaults of the workflow. One that fails for good does not keep the others from being
     * executed; the run is FAILED then. Default: none.
     */
    String compensate() default "";

    /** Whether the arguments are recorded for people to see; {@code false} for secrets. Default: {@code true}. */
    boolean recordInput() default true;
}
