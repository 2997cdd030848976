package dev.kagzi.server.security;

import dev.kagzi.server.startup.StartRefusedException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.StringUtils;

/**
 * What the first start needs.
 *
 * @param adminKey Secret of a key with the role 'admin' for all namespaces, made when there is none with it: 'kgz_' and 43 characters of
 *     base64url. Give it by the environment or a file of 'spring.config.import', not on the command line.
 *     Default: none.
 */
@ConfigurationProperties("kagzi.bootstrap")
record BootstrapSettings(@Nullable String adminKey) {

    BootstrapSettings {
        adminKey = StringUtils.hasText(adminKey) ? adminKey.strip() : null;
        if (adminKey != null && Secret.of(adminKey).isEmpty()) {
            // Not the value: it is close to a secret.
            throw new StartRefusedException(
                    "The property 'kagzi.bootstrap.admin-key' is not a key.",
                    "Set it to " + Secret.FORM
                            + ": 256 random bits, as 'openssl rand -base64 32' makes them,"
                            + " with '-' for '+', '_' for '/', and without '='.");
        }
    }

    @Override
    public String toString() {
        return "BootstrapSettings[adminKey=" + (adminKey == null ? "none" : "kgz_…") + "]";
    }
}
