package dev.kagzi.server;

import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.servlet.OAuth2ClientWebSecurityAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/**
 * The server. Errors outside of controllers are answered by {@code web} and not by Boot's error page; there are keys and no users; providers
 * are asked when somebody signs in with them, and not for the server to start.
 */
@SpringBootApplication(
        exclude = {
            ErrorMvcAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class,
            OAuth2ClientAutoConfiguration.class,
            OAuth2ClientWebSecurityAutoConfiguration.class
        })
@ConfigurationPropertiesScan
public class KagziServerApplication {

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(SchemaMigration.COMMAND)) {
            SchemaMigration.run(Arrays.copyOfRange(args, 1, args.length));
        } else {
            SpringApplication.run(KagziServerApplication.class, args);
        }
    }
}
