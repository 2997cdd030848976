package dev.kagzi.test.autoconfigure;

import dev.kagzi.test.engine.TestEngine;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Forgets after each test what it has left in the server in memory. */
final class KagziResetTestExecutionListener implements TestExecutionListener {

    @Override
    public void afterTestMethod(TestContext test) {
        if (test.hasApplicationContext()) {
            ApplicationContext context = test.getApplicationContext();
            context.getBeanProvider(TestEngine.class).ifAvailable(TestEngine::reset);
        }
    }
}
