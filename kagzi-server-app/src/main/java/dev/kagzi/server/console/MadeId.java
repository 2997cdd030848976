package dev.kagzi.server.console;

import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.FreshIds;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The id of what a form makes. It is made with the form, so that one that is sent twice makes it once. */
final class MadeId {

    private static final int TIME_ORDERED = 7;

    private MadeId() {}

    /** @param made as the form has it; null for a form that has none */
    static UUID of(@Nullable UUID made, FreshIds ids) {
        if (made == null) {
            return ids.next();
        }
        if (made.version() != TIME_ORDERED) {
            throw ProblemException.invalid("madeId", "has to be a UUIDv7, and is '%s'".formatted(made));
        }
        return made;
    }

    /** The same for the same content and no other: a form that was sent, gone back to and changed makes another one. */
    static UUID of(@Nullable UUID made, FreshIds ids, Object content) {
        UUID id = of(made, ids);
        UUID mixed = UUID.nameUUIDFromBytes((id + "/" + content).getBytes(StandardCharsets.UTF_8));
        long version7 = id.getMostSignificantBits() & ~0xFFFL | mixed.getMostSignificantBits() & 0xFFFL;
        return new UUID(version7, mixed.getLeastSignificantBits());
    }
}
