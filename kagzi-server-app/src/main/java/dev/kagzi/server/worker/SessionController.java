package dev.kagzi.server.worker;

import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.namespace.NamespaceId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Opens sessions of workers. */
@RestController
@RequestMapping("/api/v1/worker/sessions")
class SessionController {

    private static final int MAX_WORKFLOWS = 1_000;
    private static final int MAX_ALIASES = 20;
    private static final int MAX_EVENTS = 100;

    private final Sessions sessions;

    SessionController(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Opens a session and registers workflows: an upsert by instanceId. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Session openSession(NamespaceId namespace, @RequestBody OpenSession request) {
        check(request);
        return sessions.open(namespace.value(), request);
    }

    private void check(OpenSession request) {
        Violations violations = new Violations()
                .text("/application", request.application(), TextRule.LABEL)
                .text("/applicationVersion", request.applicationVersion(), TextRule.LABEL)
                .text("/hostname", request.hostname(), TextRule.LABEL)
                .text("/sdkVersion", request.sdkVersion(), TextRule.LABEL)
                .tags("/labels", request.labels())
                .require(request.slots() == null || request.slots() >= 1, "/slots", "is at least 1")
                .require(
                        request.workflows().size() <= MAX_WORKFLOWS,
                        "/workflows",
                        "has " + request.workflows().size() + " entries, at most " + MAX_WORKFLOWS + " are allowed");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < request.workflows().size(); i++) {
            WorkflowOffer offer = request.workflows().get(i);
            check(offer, "/workflows/" + i, violations);
            violations.require(
                    seen.add(offer.name() + " " + offer.version()),
                    "/workflows/" + i,
                    "declares '" + offer.name() + "' version " + offer.version() + " a second time");
        }
        sessions.check(request.workflows(), violations);
        violations.throwIfAny();
    }

    private static void check(WorkflowOffer offer, String pointer, Violations violations) {
        violations
                .text(pointer + "/name", offer.name(), TextRule.NAME)
                .require(offer.version() >= 1, pointer + "/version", "is at least 1")
                .require(offer.timeout() == null || !offer.timeout().isZero(), pointer + "/timeout", "is more than 0");
        List<String> events = offer.on() == null ? List.of() : offer.on();
        violations.require(events.size() <= MAX_EVENTS, pointer + "/on", "names at most " + MAX_EVENTS + " events");
        for (int i = 0; i < events.size(); i++) {
            violations.text(pointer + "/on/" + i, events.get(i), TextRule.NAME);
        }
        List<String> aliases = offer.aliases() == null ? List.of() : offer.aliases();
        violations.require(aliases.size() <= MAX_ALIASES, pointer + "/aliases", "are at most " + MAX_ALIASES);
        for (int i = 0; i < aliases.size(); i++) {
            violations.text(pointer + "/aliases/" + i, aliases.get(i), TextRule.NAME);
        }
    }
}
