package dev.kagzi.server.console;

import dev.kagzi.protocol.CreateNamespace;
import dev.kagzi.protocol.Namespace;
import dev.kagzi.protocol.UpdateNamespace;
import dev.kagzi.server.input.Violations;
import org.jspecify.annotations.Nullable;

/** A namespace as it is typed. */
public record NamespaceForm(
        @Nullable String name,
        @Nullable String displayName,
        @Nullable String description,
        @Nullable String retention) {

    static NamespaceForm of(Namespace namespace) {
        return new NamespaceForm(
                namespace.name(),
                namespace.displayName(),
                namespace.description(),
                namespace.retention() == null ? null : AdminWords.retained(namespace.retention()));
    }

    /** @throws dev.kagzi.server.problem.ProblemException when the retention cannot be read */
    CreateNamespace creation(TypedText text) {
        UpdateNamespace rest = update(text);
        return new CreateNamespace(TypedText.orEmpty(name), rest.displayName(), rest.description(), rest.retention());
    }

    /** @throws dev.kagzi.server.problem.ProblemException when the retention cannot be read */
    UpdateNamespace update(TypedText text) {
        Violations violations = new Violations();
        UpdateNamespace update = new UpdateNamespace(
                TypedText.given(displayName),
                TypedText.given(description),
                text.duration(violations, "/retention", retention));
        violations.throwIfAny();
        return update;
    }
}
