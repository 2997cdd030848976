package dev.kagzi.guide.examples;

import dev.kagzi.Retry;
import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.StepFailedException;
import dev.kagzi.Workflow;
import java.util.ArrayDeque;
import java.util.Deque;

@Workflow
public class TripWorkflow {

    private final Agency agency;

    TripWorkflow(Agency agency) {
        this.agency = agency;
    }

    public Trip book(Journey journey) {
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            String flight = reserve("flight", journey);
            undo.push(() -> cancel(flight));
            String hotel = reserve("hotel", journey);
            undo.push(() -> cancel(hotel));
            String car = reserve("car", journey);
            return new Trip(flight, hotel, car);
        } catch (StepFailedException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    @Step(maxAttempts = 4, noRetryFor = SoldOut.class)
    String reserve(String what, Journey journey) {
        return agency.book(what, journey, StepContext.current().idempotencyKey());
    }

    @Step(maxAttempts = Retry.FOREVER, maxBackoff = "1h")
    void cancel(String booking) {
        agency.cancel(booking);
    }

    public record Journey(String traveller, String city) {}

    public record Trip(String flight, String hotel, String car) {}

    interface Agency {

        String book(String what, Journey journey, String idempotencyKey);

        void cancel(String booking);
    }

    static class SoldOut extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SoldOut(String what) {
            super("No " + what + " left");
        }
    }
}
