package dev.kagzi.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Leaves the server's keys to the server, for one file may configure both; every other unknown key still fails. */
final class ServerKeys implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final List<ConfigurationPropertyName> ROOTS = Stream.of(
                    "server", "embedded", "security", "bootstrap", "console")
            .map(root -> ConfigurationPropertyName.of("kagzi." + root))
            .toList();

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {

            @Override
            public void onFinish(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, @Nullable Object result)
                    throws Exception {
                try {
                    super.onFinish(name, target, context, result);
                } catch (UnboundConfigurationPropertiesException e) {
                    Set<ConfigurationProperty> unknown = e.getUnboundProperties().stream()
                            .filter(property -> !isOfServer(property.getName()))
                            .collect(Collectors.toSet());
                    if (!unknown.isEmpty()) {
                        throw new UnboundConfigurationPropertiesException(unknown);
                    }
                }
            }
        };
    }

    private static boolean isOfServer(ConfigurationPropertyName name) {
        return ROOTS.stream().anyMatch(root -> root.isAncestorOf(name));
    }
}
