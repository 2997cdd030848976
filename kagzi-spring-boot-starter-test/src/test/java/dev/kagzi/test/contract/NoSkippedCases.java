package dev.kagzi.test.contract;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Fails a class of the contract of which a case was disabled or given up: what was not held is not promised. */
final class NoSkippedCases implements TestWatcher, AfterAllCallback {

    private final Set<String> skipped = ConcurrentHashMap.newKeySet();

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        skipped.add(context.getDisplayName());
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        skipped.add(context.getDisplayName());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!skipped.isEmpty()) {
            throw new AssertionError("Cases of the contract were skipped: " + skipped);
        }
    }
}
