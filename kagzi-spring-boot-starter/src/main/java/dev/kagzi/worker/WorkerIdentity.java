package dev.kagzi.worker;

import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a worker is, for people to see.
 *
 * @param application name of the application
 * @param applicationVersion its version, where it is known
 * @param namespace where it works
 */
public record WorkerIdentity(String application, @Nullable String applicationVersion, String namespace) {

    /** What the server stores of a text that is only shown. */
    private static final int LONGEST = 255;

    public WorkerIdentity {
        requireShort("The name of the application, spring.application.name,", application);
        requireShort("The version of the application, in META-INF/build-info.properties,", applicationVersion);
    }

    private static void requireShort(String what, @Nullable String text) {
        if (text != null && text.length() > LONGEST) {
            throw new InvalidDefinitionException(
                    what + " has " + text.length() + " characters; a Kagzi server takes at most " + LONGEST + ".",
                    "Shorten it.");
        }
    }

    /** A session for one start of a worker: polls are numbered anew with each, also within one process. */
    OpenSession open(List<WorkflowOffer> offers, int slots) {
        return new OpenSession(
                UUID.randomUUID(),
                application,
                applicationVersion,
                hostname(),
                ProcessHandle.current().pid(),
                WorkerIdentity.class.getPackage().getImplementationVersion(),
                null,
                offers,
                slots);
    }

    private static @Nullable String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
