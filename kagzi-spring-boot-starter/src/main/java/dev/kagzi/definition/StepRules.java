package dev.kagzi.definition;

import dev.kagzi.Retry;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What applies to the steps of one workflow, in this order: the step's properties, the workflow's properties, the annotation on
 * the step or the code that makes it, the annotation on the workflow, {@code kagzi.retry.*}, built-in values.
 */
final class StepRules {

    private final String workflow;
    private final RetryLayer annotationOnWorkflow;
    private final DefinitionSettings settings;

    StepRules(String workflow, RetryLayer annotationOnWorkflow, DefinitionSettings settings) {
        this.workflow = workflow;
        this.annotationOnWorkflow = annotationOnWorkflow;
        this.settings = settings;
    }

    EffectiveRetry defaults() {
        return EffectiveRetry.of(
                List.of(workflowProperties(), annotationOnWorkflow, globalProperties(), RetryLayer.BUILT_IN));
    }

    StepDefinition declared(StepDeclaration step) {
        return declared(step, recordInput(step));
    }

    private StepDefinition declared(StepDeclaration step, Setting<Boolean> recordInput) {
        Setting<Duration> timeout = step.timeout() == null
                ? null
                : new Setting<>(step.timeout(), step.source().of("timeout"));
        return step(
                step.name(), step.retry(), timeout, recordInput, step.declared().resultType(), compensation(step));
    }

    /** It is given what the step was given, so what the step keeps to itself is not recorded of it either. */
    private @Nullable CompensationDefinition compensation(StepDeclaration undone) {
        CompensationDeclaration undoing = undone.compensation();
        if (undoing == null) {
            return null;
        }
        Setting<Boolean> ofUndone = configured(undone.name(), recordInput(undone));
        Setting<Boolean> recordInput = ofUndone.value() ? recordInput(undoing.step()) : ofUndone;
        return new CompensationDefinition(
                declared(undoing.step(), recordInput), undoing.step().method(), undoing.takesResult());
    }

    private static Setting<Boolean> recordInput(StepDeclaration step) {
        return step.recordInput()
                ? new Setting<>(true, Source.builtIn().of("recordInput"))
                : new Setting<>(false, step.source().of("recordInput"));
    }

    private Setting<Boolean> configured(String step, Setting<Boolean> recordInput) {
        Boolean configured = settings.workflow(workflow).step(step).recordInput();
        return configured == null
                ? recordInput
                : new Setting<>(configured, property(step).of("recordInput"));
    }

    StepDefinition inCode(String name, @Nullable Retry retry, @Nullable Duration timeout, Type resultType) {
        return step(
                name,
                RetryLayer.inCode(retry),
                timeout == null ? null : new Setting<>(timeout, Source.code().of("timeout")),
                new Setting<>(true, Source.builtIn().of("recordInput")),
                resultType,
                null);
    }

    private StepDefinition step(
            String name,
            RetryLayer own,
            @Nullable Setting<Duration> ownTimeout,
            Setting<Boolean> ownRecordInput,
            Type resultType,
            @Nullable CompensationDefinition compensation) {
        StepSettings configured = settings.workflow(workflow).step(name);
        Source property = property(name);
        EffectiveRetry retry = EffectiveRetry.of(List.of(
                new RetryLayer(property, configured.retry()),
                workflowProperties(),
                own,
                annotationOnWorkflow,
                globalProperties(),
                RetryLayer.BUILT_IN));
        Setting<Duration> timeout =
                configured.timeout() == null ? ownTimeout : new Setting<>(configured.timeout(), property.of("timeout"));
        Setting<Boolean> recordInput = configured(name, ownRecordInput);
        Map<String, Setting<?>> sources = new HashMap<>(retry.settings());
        sources.put("recordInput", recordInput);
        if (timeout != null) {
            sources.put("timeout", timeout);
        }
        return new StepDefinition(
                name,
                retry.policy(),
                timeout == null ? null : timeout.value(),
                recordInput.value(),
                resultType,
                compensation,
                sources);
    }

    private RetryLayer workflowProperties() {
        return new RetryLayer(
                Source.property(prefix()), settings.workflow(workflow).retry());
    }

    private RetryLayer globalProperties() {
        return new RetryLayer(Source.property("kagzi.retry"), settings.retry());
    }

    private Source property(String step) {
        return Source.property(prefix() + ".steps." + step);
    }

    private String prefix() {
        return "kagzi.workflows." + workflow;
    }
}
