package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;

@Workflow(timeout = "90d")
public class OnboardingWorkflow {

    private static final List<String> LESSONS = List.of("First steps", "Tips and tricks", "What others do");

    private final Mailbox mailbox;
    private final Duration pause;

    OnboardingWorkflow(Mailbox mailbox, @Value("${onboarding.pause:7d}") Duration pause) {
        this.mailbox = mailbox;
        this.pause = pause;
    }

    public void accompany(String address, WorkflowContext ctx) {
        mail(address, "Welcome");
        for (String lesson : LESSONS) {
            ctx.sleep("until the next lesson", pause);
            mail(address, lesson);
            ctx.progress("sent: " + lesson);
        }
    }

    @Step(maxAttempts = 20, maxBackoff = "6h")
    void mail(String address, String text) {
        mailbox.send(address, text);
    }
}
