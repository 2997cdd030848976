package dev.kagzi.server.startup;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Where others can reach the server, it starts only with what keeps them apart: keys, TLS, and the names it answers to. */
@Configuration(proxyBeanMethods = false)
class Exposure {

    private static final String ADDRESS = "server.address";
    private static final String ENABLED = "kagzi.security.enabled";
    private static final String PROXY = "kagzi.security.tls-terminated-by-proxy";
    private static final String HOSTS = "kagzi.security.allowed-hosts";

    /** Runs before any bean is made, so that a refused start leaves nothing behind. */
    @Bean
    static BeanFactoryPostProcessor refuseUnprotectedAddresses(Environment environment) {
        return beans -> check(Binder.get(environment), ManagementPortType.get(environment));
    }

    private static void check(Binder properties, ManagementPortType management) {
        InetAddress address = properties.bind(ADDRESS, InetAddress.class).orElse(null);
        if (address != null && address.isLoopbackAddress()) {
            if (isOn(properties, PROXY) && !isOn(properties, ENABLED)) {
                throw new StartRefusedException(
                        "'" + PROXY
                                + "' is on, so that others come by a proxy, and there are no keys to tell them apart.",
                        "Set '" + ENABLED + "=true' and 'kagzi.bootstrap.admin-key', or '" + PROXY + "=false'.");
            }
            if (isOn(properties, PROXY)) {
                requireManagementPortOfItsOwn(management);
            }
            return;
        }
        requireManagementPortOfItsOwn(management);
        require(
                isOn(properties, ENABLED),
                address,
                "it has no keys to tell them apart",
                "Set '" + ENABLED + "=true' and 'kagzi.bootstrap.admin-key', or '" + ADDRESS
                        + "' to a loopback address such as '127.0.0.1'.");
        require(
                hasTls(properties) || isOn(properties, PROXY),
                address,
                "keys would travel in the clear",
                "Set 'server.ssl.bundle' to an SSL bundle, or '" + PROXY
                        + "=true' where a proxy before it takes care of TLS and nobody else reaches it.");
        require(
                !properties
                        .bind(HOSTS, Bindable.listOf(String.class))
                        .orElse(List.of())
                        .isEmpty(),
                address,
                "it knows no name under which they may",
                "Set '" + HOSTS + "' to the names and addresses it is reached under, such as 'kagzi.example.com'.");
    }

    /** Health and metrics ask for no key. */
    private static void requireManagementPortOfItsOwn(ManagementPortType management) {
        if (management == ManagementPortType.SAME) {
            throw new StartRefusedException(
                    "'management.server.port' is 'server.port', where others would read health and metrics without a key.",
                    "Give them different ports.");
        }
    }

    private static boolean isOn(Binder properties, String property) {
        return properties.bind(property, Boolean.class).orElse(false);
    }

    private static boolean hasTls(Binder properties) {
        return properties.bind("server.ssl.enabled", Boolean.class).orElse(true)
                && (properties.bind("server.ssl.bundle", String.class).isBound()
                        || properties.bind("server.ssl.key-store", String.class).isBound()
                        || properties
                                .bind("server.ssl.certificate", String.class)
                                .isBound());
    }

    private static void require(boolean condition, @Nullable InetAddress address, String lack, String action) {
        if (!condition) {
            throw new StartRefusedException(
                    "The server would listen on '%s', where others can reach it, and %s."
                            .formatted(address == null ? "every address" : address.getHostAddress(), lack),
                    action);
        }
    }
}
