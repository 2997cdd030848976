package dev.kagzi.server.lease;

import java.util.Optional;
import java.util.UUID;

/**
 * What a worker shows for a claim: the claim's number and a secret that is new for every claim. With the number a report that comes
 * again after its claim has ended is told from one that came too late.
 */
record LeaseToken(long claim, UUID secret) {

    static Optional<LeaseToken> parse(String text) {
        int dash = text.indexOf('-');
        try {
            return dash < 1
                    ? Optional.empty()
                    : Optional.of(new LeaseToken(
                            Long.parseLong(text.substring(0, dash)), UUID.fromString(text.substring(dash + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return claim + "-" + secret;
    }
}
