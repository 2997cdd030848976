package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.guide.examples.AlbumWorkflow.Album;

@Workflow(timeout = "2d")
public class PrintWorkflow {

    private final Press press;

    PrintWorkflow(Press press) {
        this.press = press;
    }

    public String print(Album album) {
        return press(album);
    }

    @Step(noRetryFor = OutOfPaper.class)
    String press(Album album) {
        return press.print(album);
    }

    interface Press {

        String print(Album album);
    }

    static class OutOfPaper extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
