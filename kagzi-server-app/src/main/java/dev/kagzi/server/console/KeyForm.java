package dev.kagzi.server.console;

import dev.kagzi.protocol.CreateKey;
import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.input.Violations;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is typed.
 *
 * @param namespaces names with spaces or commas between them
 * @param expiresAt an instant, or a time from now
 */
public record KeyForm(
        @Nullable String name,
        @Nullable String namespaces,
        @Nullable List<String> roles,
        @Nullable String expiresAt) {

    static KeyForm empty(String namespace) {
        return new KeyForm(null, namespace, List.of(), null);
    }

    public boolean has(KeyRole role) {
        return roles != null && roles.contains(role.name());
    }

    /** @throws dev.kagzi.server.problem.ProblemException that names everything that cannot be read */
    CreateKey request(TypedText text, Instant now) {
        Violations violations = new Violations();
        List<KeyRole> given = Stream.ofNullable(roles)
                .flatMap(List::stream)
                .flatMap(role -> Stream.ofNullable(text.oneOf(violations, "/roles", role, KeyRole.class)))
                .toList();
        List<String> names = Stream.of(TypedText.orEmpty(namespaces).split("[\\s,]+"))
                .filter(each -> !each.isEmpty())
                .toList();
        CreateKey request = new CreateKey(
                TypedText.orEmpty(name), names, given, text.expiry(violations, "/expiresAt", expiresAt, now));
        violations.throwIfAny();
        return request;
    }
}
