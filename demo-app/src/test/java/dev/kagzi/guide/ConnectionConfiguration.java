package dev.kagzi.guide;

import dev.kagzi.autoconfigure.KagziClientCustomizer;
import dev.kagzi.autoconfigure.KagziConnectionDetails;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How an application says where its server is, in the page on connections. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {

    @Bean
    KagziConnectionDetails kagziServer(Registry registry) {
        return () -> registry.find("kagzi-server");
    }

    @Bean
    KagziClientCustomizer gatewayTeam(@Value("${gateway.team}") String team) {
        return client -> client.defaultHeader("Gateway-Team", team);
    }

    @Bean
    KagziClientCustomizer gatewayToken(Tokens tokens) {
        return client -> client.requestInterceptor((request, body, execution) -> {
            request.getHeaders().setBearerAuth(tokens.current());
            return execution.execute(request, body);
        });
    }

    /** Whoever knows where services run. */
    interface Registry {

        URI find(String service);
    }

    /** Whoever renews them. */
    interface Tokens {

        String current();
    }
}
