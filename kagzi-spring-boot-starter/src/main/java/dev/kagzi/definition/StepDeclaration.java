package dev.kagzi.definition;

import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A step as its annotation says, before any configuration.
 *
 * @param timeout longest time for one attempt, or {@code null} when the annotation sets none
 * @param compensation what undoes it, or {@code null} when nothing does
 */
record StepDeclaration(
        String name,
        DeclaredMethod declared,
        RetryLayer retry,
        @Nullable Duration timeout,
        boolean recordInput,
        @Nullable CompensationDeclaration compensation) {

    StepDeclaration {
        Bounds.positive("timeout", timeout);
    }

    StepDeclaration with(CompensationDeclaration undoing) {
        return new StepDeclaration(name, declared, retry, timeout, recordInput, undoing);
    }

    Method method() {
        return declared.method();
    }

    Source source() {
        return retry.source();
    }
}
