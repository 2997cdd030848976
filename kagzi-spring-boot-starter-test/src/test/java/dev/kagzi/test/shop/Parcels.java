package dev.kagzi.test.shop;

import dev.kagzi.Workflow;
import org.springframework.stereotype.Service;

/** A bean that is more than a workflow. */
@Service
public class Parcels {

    @Workflow(name = "track")
    public String track(String parcel) {
        return "tracked " + parcel;
    }
}
