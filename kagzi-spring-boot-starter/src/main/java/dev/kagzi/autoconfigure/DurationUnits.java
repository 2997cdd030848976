package dev.kagzi.autoconfigure;

import dev.kagzi.definition.DurationText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Refuses durations without a unit under {@code kagzi}, which elsewhere would count as milliseconds. */
final class DurationUnits implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final ConfigurationPropertyName KAGZI = ConfigurationPropertyName.of("kagzi");

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {

            @Override
            public @Nullable Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                if (result instanceof Duration && KAGZI.isAncestorOf(name)) {
                    context.getBinder().bind(name, Bindable.of(String.class)).ifBound(DurationText::parse);
                }
                return super.onSuccess(name, target, context, result);
            }
        };
    }
}
