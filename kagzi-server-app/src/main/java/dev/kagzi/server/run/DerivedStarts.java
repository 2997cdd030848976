package dev.kagzi.server.run;

import dev.kagzi.protocol.Failure;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Starts runs that follow from something else, inside the transaction that is about it: they are there when that is, and only then. */
@Component
public class DerivedStarts {

    private final RunStarts starts;
    private final WorkflowRegistry workflows;

    DerivedStarts(RunStarts starts, WorkflowRegistry workflows) {
        this.starts = starts;
        this.workflows = workflows;
    }

    /** What became of a start. */
    public sealed interface Outcome {

        /** The run that was asked for, new or there before. */
        record There(UUID runId, String workflow, boolean isNew) implements Outcome {}

        /** None was started. */
        record Refused(Failure reason) implements Outcome {}
    }

    /** Starts runs; outcomes come in the order of the starts. */
    public List<Outcome> start(UUID namespaceId, List<DerivedStart> wanted) {
        Map<DerivedStart, Outcome> outcomes = new HashMap<>();
        List<DerivedStart> known = new ArrayList<>();
        List<RunStart> batch = new ArrayList<>();
        for (DerivedStart start : wanted) {
            Optional<KnownWorkflow> workflow = workflows.find(namespaceId, start.workflow());
            if (workflow.isPresent()) {
                known.add(start);
                batch.add(start.of(workflow.get()));
            } else {
                outcomes.put(start, refused(RunProblems.unknownWorkflow(start.workflow())));
            }
        }
        if (!batch.isEmpty()) {
            List<StartOutcome> stored = starts.writeInLine(namespaceId, batch);
            for (int i = 0; i < known.size(); i++) {
                outcomes.put(known.get(i), outcome(stored.get(i)));
            }
        }
        return wanted.stream()
                .map(start -> Objects.requireNonNull(outcomes.get(start)))
                .toList();
    }

    private static Outcome outcome(StartOutcome stored) {
        if (stored instanceof StartOutcome.Created created) {
            return new Outcome.There(created.run().runId(), created.run().workflow(), true);
        } else if (stored instanceof StartOutcome.Found found) {
            return new Outcome.There(found.run().runId(), found.run().workflow(), false);
        }
        return refused(((StartOutcome.Refused) stored).problem());
    }

    private static Outcome refused(ProblemException problem) {
        return new Outcome.Refused(
                new Failure(problem.code().name(), problem.problem().detail(), null, null, null, null));
    }
}
