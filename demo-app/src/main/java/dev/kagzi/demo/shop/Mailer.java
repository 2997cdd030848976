package dev.kagzi.demo.shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stands in for a mail service. */
@Component
class Mailer {

    private static final Logger log = LoggerFactory.getLogger(Mailer.class);

    void send(Order order, String message) {
        log.debug("Mail sent order={} customer={} message={}", order.id(), order.customer(), message);
    }
}
