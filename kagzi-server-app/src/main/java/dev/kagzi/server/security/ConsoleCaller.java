package dev.kagzi.server.security;

import dev.kagzi.protocol.KeyRole;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who looks at the console.
 *
 * @param keyId null for a person who has signed in without a key
 * @param name of the key or the person; null where no keys are asked for, and everybody may do everything
 */
public record ConsoleCaller(@Nullable UUID keyId, @Nullable String name, List<KeyRole> roles) {

    /** Who has made the request of this thread. */
    public static ConsoleCaller current() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller instanceof CallerAuthentication known
                ? new ConsoleCaller(known.keyId(), known.name(), known.roles())
                : new ConsoleCaller(null, null, List.of(KeyRole.ADMIN));
    }

    /** Whether the role, or that of an admin, is among those of the caller. */
    public boolean has(KeyRole role) {
        return roles.contains(role) || roles.contains(KeyRole.ADMIN);
    }
}
