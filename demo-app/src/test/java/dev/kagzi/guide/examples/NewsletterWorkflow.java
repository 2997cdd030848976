package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.time.Instant;
import java.util.UUID;

@Workflow
public class NewsletterWorkflow {

    private final Readers readers;
    private final Mailbox mailbox;

    NewsletterWorkflow(Readers readers, Mailbox mailbox) {
        this.readers = readers;
        this.mailbox = mailbox;
    }

    public Subscription subscribe(String address, WorkflowContext ctx) {
        Subscription subscription = new Subscription(ctx.randomUuid(), address, ctx.now());
        ctx.tag("list", "weekly");
        store(subscription);
        ctx.sleep("let it settle", "100ms");
        String issue = ctx.step("find-latest-issue", String.class, readers::latestIssue);
        welcome(subscription, issue);
        return subscription;
    }

    @Step
    void store(Subscription subscription) {
        readers.add(subscription);
    }

    @Step(maxAttempts = 5, backoff = "2s", timeout = "20s")
    void welcome(Subscription subscription, String issue) {
        mailbox.send(subscription.address(), "Welcome! Here is " + issue);
    }

    public record Subscription(UUID number, String address, Instant since) {}

    interface Readers {

        void add(Subscription subscription);

        String latestIssue();
    }
}
