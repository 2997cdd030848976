package dev.kagzi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Component;

/**
 * Declares a workflow: a method that Kagzi runs durably. On a class it is a stereotype, and the workflow is the class's
 * one public method that is no step; on a method of any bean it makes that method a workflow.
 *
 * <p>The method takes at most one input and, if it wants, a {@link WorkflowContext}, in any order. Input and result are
 * anything Jackson can write and read. It is replayed from the top after a wait or a crash, so it must call the same steps in
 * the same order each time; effects belong into {@link Step steps}.
 *
 * <p>Every default here means "inherit". A value is looked up in {@code kagzi.workflows.<name>.*}, then on the step, then
 * here, then in {@code kagzi.retry.*}, then built in. Durations are written as {@code 30s}, {@code 5m}, {@code 1d} or {@code PT1H30M}; a
 * number without a unit fails start-up. {@code ${…}} placeholders are resolved at start-up.
 */
@Documented
@Component
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Workflow {

    /**
     * Name of the workflow, unique per application together with {@link #version()}. It stands in addresses and has neither {@code /}
     * nor {@code \}. Default: the method's name in kebab-case; for a class the class's, without a trailing {@code Workflow}.
     */
    String name() default "";

    /** Old names under which starts, filters and stored runs still find this workflow. Default: none. */
    String[] aliases() default {};

    /**
     * Version of the code, at least 1. A run takes the highest version a live worker offers at its first claim and keeps
     * it. Default: 1.
     */
    int version() default -1;

    /**
     * Names of events that start a run; the event's data is its input. The workflow's highest version decides. Default: none.
     */
    String[] on() default {};

    /**
     * Makes a schedule, named like the workflow: 5 fields as Unix cron has them, or 6 as Spring has them, with seconds first. A run that
     * a schedule starts has no input. Default: none; {@code -} in {@code kagzi.workflows.<name>.cron} switches it off.
     */
    String cron() default "";

    /** In whose local time the fields of {@link #cron()} are, such as {@code Europe/Berlin}. Default: {@code UTC}. */
    String zone() default "";

    /** What becomes of a firing while a run of the schedule is not finished. Default: {@link Overlap#SKIP}. */
    Overlap[] overlap() default {};

    /** How many firings that were missed are made up, the newest ones, one after the other. Default: 0. */
    int catchUp() default -1;

    /** Attempts of each of its steps, the first one included; {@link Retry#FOREVER} for no bound. Default: 3. */
    int maxAttempts() default -1;

    /** Pause before the second attempt of a step. Default: {@code 1s}. */
    String backoff() default "";

    /** Factor by which the pause grows, at least 1; 1 is a fixed interval. Default: 2. */
    double multiplier() default -1;

    /** Longest pause between two attempts of a step. Default: {@code 1m}. */
    String maxBackoff() default "";

    /** Exceptions after which its steps are not tried again, subclasses included. Default: none. */
    Class<? extends Throwable>[] noRetryFor() default {};

    /**
     * Deadline of a run, counted from the moment it may first be claimed, waiting included; past it the run is FAILED with type
     * {@code RUN_TIMEOUT}. Default: none.
     */
    String timeout() default "";

    /**
     * Claims at once, across all workers and servers, of this workflow or of each value of {@link #concurrencyKey()}, at least 1. A run
     * that waits gives its place back. The workflow's highest version decides. Default: none.
     */
    int concurrency() default -1;

    /**
     * Property path of the input, as {@code customer.id}: every value has limits of its own, and they take turns. A value that is missing
     * or null is a value too. Goes with {@link #concurrency()} or {@link #throttle()}. Default: one limit for all runs.
     */
    String concurrencyKey() default "";

    /** What becomes of a start beyond {@link #concurrency()}. Default: {@link OnLimit#WAIT}. */
    OnLimit[] onLimit() default {};

    /**
     * First claims in any period, of this workflow or of each value of {@link #concurrencyKey()}: {@code 10/1m} lets 10 runs begin in any
     * minute. From 1 to 10,000 runs, a period with a unit ({@code ms}, {@code s}, {@code m}, {@code h}, {@code d}) of at most 365 days. It
     * delays and never drops; what goes on after a wait or a retry does not count. Default: none.
     */
    String throttle() default "";

    /**
     * Priority of its runs where a start gives none, higher first: one step counts as much as one minute of waiting. From -1,000,000 to
     * 1,000,000. Default: 0.
     */
    int[] priority() default {};

    /** Runs of this workflow at once in one worker, at least 1. Default: bounded by {@code kagzi.worker.concurrency} alone. */
    int workerConcurrency() default -1;
}
