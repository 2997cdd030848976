package dev.kagzi.guide;

import dev.kagzi.worker.StepAttempt;
import dev.kagzi.worker.StepInterceptor;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(0)
class SlowSteps implements StepInterceptor {

    private static final Logger log = LoggerFactory.getLogger(SlowSteps.class);

    @Override
    public Object intercept(StepAttempt attempt) throws Exception {
        long begun = System.nanoTime();
        try {
            return attempt.proceed();
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            if (took.toSeconds() >= 10) {
                log.warn(
                        "Step '{}' of run {} took {}",
                        attempt.step(),
                        attempt.run().runId(),
                        took);
            }
        }
    }
}
