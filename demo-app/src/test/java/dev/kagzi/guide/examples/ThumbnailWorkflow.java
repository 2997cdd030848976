package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;

@Workflow(workerConcurrency = 2)
public class ThumbnailWorkflow {

    private final Studio studio;

    ThumbnailWorkflow(Studio studio) {
        this.studio = studio;
    }

    public String create(String picture) {
        return scale(picture);
    }

    @Step(timeout = "2m")
    String scale(String picture) {
        return studio.scale(picture);
    }

    interface Studio {

        String scale(String picture);
    }
}
