package dev.kagzi.guide;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class GreetingController {

    private final KagziClient kagzi;

    GreetingController(KagziClient kagzi) {
        this.kagzi = kagzi;
    }

    @PostMapping("/greetings/{name}")
    String greet(@PathVariable String name) {
        Run<String> run = kagzi.start(GreetingWorkflow::greet, name)
                .id("greeting-" + name)
                .send();
        return run.runId();
    }
}
