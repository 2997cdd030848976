package dev.kagzi.server.startup;

import java.net.InetAddress;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Whoever reaches the server may do everything, so nobody but this machine may reach it. */
@Configuration(proxyBeanMethods = false)
class LoopbackOnly {

    private static final String PROPERTY = "server.address";

    /** Runs before any bean is made, so that a refused start leaves nothing behind. */
    @Bean
    static BeanFactoryPostProcessor refuseOtherAddresses(Environment environment) {
        return beans -> check(environment);
    }

    private static void check(Environment environment) {
        InetAddress address =
                Binder.get(environment).bind(PROPERTY, InetAddress.class).orElse(null);
        if (address == null || !address.isLoopbackAddress()) {
            throw new StartRefusedException(
                    "The server would listen on '%s', where others can reach it, and it has no keys to tell them apart."
                            .formatted(address == null ? "every address" : address.getHostAddress()),
                    "Set '" + PROPERTY + "' to a loopback address such as '127.0.0.1'.");
        }
    }
}
