package dev.kagzi.server.security;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.web.Reach;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request of somebody of whom a provider has said who it is. */
final class PersonAuthentication extends CallerAuthentication {

    private static final long serialVersionUID = 1;

    private final transient Person person;

    PersonAuthentication(Person person, Secret.Hash session) {
        super(person.roles(), session);
        this.person = person;
    }

    @Override
    String name() {
        return person.name();
    }

    @Override
    @Nullable UUID keyId() {
        return null;
    }

    @Override
    List<KeyRole> roles() {
        return person.roles();
    }

    @Override
    Reach reach() {
        return new Reach(person.namespaces());
    }

    @Override
    String inWords() {
        return "'%s', as whom you have signed in,".formatted(name());
    }
}
