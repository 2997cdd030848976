package dev.kagzi.server.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The label {@code workflow}: at most a hundred values, then {@code other}, so that no caller can make meters without end. */
@Component
public class WorkflowLabels {

    static final int MAX_VALUES = 100;
    static final String OTHER = "other";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** The value for a workflow; the first hundred that are asked for have their own. */
    public String of(String workflow) {
        if (known.contains(workflow)) {
            return workflow;
        }
        return add(workflow) ? workflow : OTHER;
    }

    private synchronized boolean add(String workflow) {
        return known.contains(workflow) || (known.size() < MAX_VALUES && known.add(workflow));
    }
}
