package dev.kagzi.guide.examples;

import dev.kagzi.RetryAfterException;
import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.StepFailedException;
import dev.kagzi.Workflow;
import dev.kagzi.guide.examples.Bank.AccountClosed;
import dev.kagzi.guide.examples.Bank.TooManyRequests;

@Workflow
public class PayInvoiceWorkflow {

    private final Bank bank;
    private final Mailbox mailbox;

    PayInvoiceWorkflow(Bank bank, Mailbox mailbox) {
        this.bank = bank;
        this.mailbox = mailbox;
    }

    public String pay(Invoice invoice) {
        try {
            return "paid with transfer " + transfer(invoice);
        } catch (StepFailedException e) {
            if (e.is(AccountClosed.class)) {
                askForAnotherAccount(invoice);
                return "not paid: " + e.failureMessage();
            }
            throw e;
        }
    }

    @Step(maxAttempts = 5, backoff = "2s", maxBackoff = "5m", timeout = "30s", noRetryFor = AccountClosed.class)
    String transfer(Invoice invoice) {
        try {
            return bank.transfer(
                    invoice.account(), invoice.cents(), StepContext.current().idempotencyKey());
        } catch (TooManyRequests e) {
            throw new RetryAfterException("The bank is busy", e.retryAfter(), e);
        }
    }

    @Step
    void askForAnotherAccount(Invoice invoice) {
        mailbox.send(invoice.sender(), "Your account " + invoice.account() + " is closed. Which one shall we use?");
    }

    public record Invoice(String sender, String account, long cents) {}
}
