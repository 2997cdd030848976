package dev.kagzi.worker;

import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.serialization.PayloadMapper;
import org.springframework.beans.factory.BeanFactory;

/**
 * The application a worker works for.
 *
 * @param beans where the beans of the workflows are
 */
public record WorkerApplication(
        WorkerIdentity identity,
        WorkflowDefinitions definitions,
        PayloadMapper mapper,
        BeanFactory beans,
        WorkerExtensions extensions) {

    Worker.Application offering(OfferedWorkflows workflows) {
        return new Worker.Application(identity, workflows, mapper, beans, extensions);
    }
}
