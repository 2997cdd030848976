package dev.kagzi.guide.examples;

import dev.kagzi.ChildFailedException;
import dev.kagzi.ChildRun;
import dev.kagzi.Step;
import dev.kagzi.StepFailedException;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.guide.examples.PrintWorkflow.OutOfPaper;
import java.util.List;

@Workflow
public class AlbumWorkflow {

    private final Lab lab;

    AlbumWorkflow(Lab lab) {
        this.lab = lab;
    }

    public String make(AlbumOrder order, WorkflowContext ctx) {
        List<String> pages = ctx.parallel("photos", order.photos(), this::page);
        List<?> covers = ctx.all("covers", () -> cover(order.title()), () -> cover(pages.size() + " pages"));
        Album album = new Album(order.title(), pages);
        ChildRun<String> print = ctx.start(PrintWorkflow::print, album);
        publish(album);
        try {
            return print.result() + " in " + covers;
        } catch (ChildFailedException e) {
            if (e.is(OutOfPaper.class)) {
                return "online only";
            }
            throw e;
        }
    }

    private String page(String photo) {
        try {
            return develop(photo);
        } catch (StepFailedException e) {
            return "a gap for " + photo;
        }
    }

    @Step(maxAttempts = 2)
    String develop(String photo) {
        return lab.develop(photo);
    }

    @Step
    String cover(String text) {
        return "a cover with '" + text + "'";
    }

    @Step
    void publish(Album album) {
        lab.publish(album);
    }

    public record AlbumOrder(String title, List<String> photos) {}

    public record Album(String title, List<String> pages) {}

    interface Lab {

        String develop(String photo);

        void publish(Album album);
    }
}
