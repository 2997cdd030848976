package dev.kagzi.server.security;

import dev.kagzi.server.startup.StartRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/** Sees to it that there is a key with which others can be made: the one that is given, or, with the embedded database, one it shows. */
@Component
class FirstKey implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(FirstKey.class);

    private final Keys keys;
    private final SecuritySettings security;
    private final BootstrapSettings bootstrap;
    private final Environment environment;

    FirstKey(Keys keys, SecuritySettings security, BootstrapSettings bootstrap, Environment environment) {
        this.keys = keys;
        this.security = security;
        this.bootstrap = bootstrap;
        this.environment = environment;
    }

    /** Before the web server takes requests. */
    @Override
    public void afterPropertiesSet() {
        if (!security.enabled()) {
            return;
        }
        if (bootstrap.adminKey() != null) {
            keys.bootstrap(new Secret(bootstrap.adminKey()));
        } else if (!keys.isAny()) {
            makeOne();
        }
    }

    private void makeOne() {
        if (StringUtils.hasText(environment.getProperty("spring.datasource.url"))) {
            throw new StartRefusedException(
                    "'kagzi.security.enabled' is on, and the database has no key: nobody could use the server, nor make one.",
                    "Set 'kagzi.bootstrap.admin-key' to " + Secret.FORM
                            + ", by the environment or a file of 'spring.config.import'.");
        }
        Secret secret = Secret.random();
        keys.bootstrap(secret);
        // To the console and not into the log, which others may read and keep.
        System.out.printf("%n  The first key, with the role 'admin', shown this once: %s%n%n", secret.text());
        log.info("The first key has been made and shown on standard output.");
    }
}
