package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Workflow(on = "parcel.handed-over")
public class ParcelWorkflow {

    private final Depot depot;

    ParcelWorkflow(Depot depot) {
        this.depot = depot;
    }

    public List<String> follow(Parcel parcel, WorkflowContext ctx) {
        ctx.tag("parcel", parcel.number());
        label(parcel);
        List<String> places = new ArrayList<>();
        while (true) {
            Optional<Scan> scan = ctx.waitForEvent("parcel.scanned", parcel.number(), parcel.patience(), Scan.class);
            if (scan.isEmpty()) {
                search(parcel, places);
                return places;
            }
            places.add(scan.get().place());
            if (scan.get().delivered()) {
                ctx.emit("parcel.delivered", parcel.number(), places);
                return places;
            }
        }
    }

    @Step
    void label(Parcel parcel) {
        depot.label(parcel);
    }

    @Step
    void search(Parcel parcel, List<String> places) {
        depot.search(parcel, places);
    }

    public record Parcel(String number, String patience) {}

    public record Scan(String place, boolean delivered) {}

    interface Depot {

        void label(Parcel parcel);

        void search(Parcel parcel, List<String> places);
    }
}
