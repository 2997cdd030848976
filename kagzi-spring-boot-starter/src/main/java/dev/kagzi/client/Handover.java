package dev.kagzi.client;

import dev.kagzi.transport.ServerProblemException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that an outbox has taken over. */
public interface Handover {

    /**
     * What has become of it.
     *
     * @param wait how long to wait for the server's answer, once its transaction has been committed
     */
    Fate fate(Duration wait) throws InterruptedException;

    /** What can become of it. */
    sealed interface Fate {

        /** Its transaction is open. */
        record Open() implements Fate {}

        /** It is not sent, because of how its transaction has ended. */
        record Dropped(String why) implements Fate {}

        /** Its transaction has been committed; it is to be sent. */
        record Waiting() implements Fate {}

        /**
         * The server has it.
         *
         * @param id identity of what is there now; absent when it is not known here, because another instance of the application has
         *     sent it
         */
        record Accepted(@Nullable UUID id) implements Fate {}

        /**
         * It is given up.
         *
         * @param problem the server's, where it is known here
         */
        record Refused(String why, @Nullable ServerProblemException problem) implements Fate {}
    }
}
