package dev.kagzi.autoconfigure;

import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.intercept.EnhancementCheck;
import dev.kagzi.intercept.WorkflowBeans;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Finds workflows and steps, makes their beans durable and gives every value its effective setting. */
@AutoConfiguration
@EnableConfigurationProperties(KagziProperties.class)
public final class KagziDefinitionAutoConfiguration {

    @Bean
    static WorkflowBeans kagziWorkflowBeans(Environment environment) {
        return new WorkflowBeans(environment);
    }

    @Bean
    static EnhancementCheck kagziEnhancementCheck(ConfigurableListableBeanFactory beanFactory, WorkflowBeans beans) {
        return new EnhancementCheck(beanFactory, beans.declared());
    }

    @Bean
    static DurationUnits kagziDurationUnits() {
        return new DurationUnits();
    }

    @Bean
    static ServerKeys kagziServerKeys() {
        return new ServerKeys();
    }

    /** Never lazy: what is declared wrongly fails start-up. */
    @Bean
    @Lazy(false)
    WorkflowDefinitions kagziWorkflowDefinitions(WorkflowBeans beans, KagziProperties properties) {
        WorkflowDefinitions definitions = beans.declared().resolve(properties.definitions());
        requireKnown(properties.worker().workflows(), definitions);
        return definitions;
    }

    private static void requireKnown(List<String> included, WorkflowDefinitions definitions) {
        Set<String> known =
                definitions.all().stream().map(WorkflowDefinition::name).collect(Collectors.toCollection(TreeSet::new));
        for (String name : included) {
            if (!known.contains(name)) {
                throw new InvalidDefinitionException(
                        "The property kagzi.worker.workflows includes '" + name
                                + "', which is no workflow of this application.",
                        "Correct the name. Known workflows: " + known + ".");
            }
        }
    }
}
