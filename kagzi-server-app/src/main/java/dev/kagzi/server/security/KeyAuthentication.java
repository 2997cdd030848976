package dev.kagzi.server.security;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.web.Reach;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request that came with a key that is taken, or with a session that was begun with one. */
final class KeyAuthentication extends CallerAuthentication {

    private static final long serialVersionUID = 1;

    private final transient Key key;
    private final transient Secret.Hash hash;

    KeyAuthentication(Key key, Secret.Hash hash) {
        this(key, hash, null);
    }

    KeyAuthentication(Key key, Secret.Hash hash, Secret.@Nullable Hash session) {
        super(key.roles(), session);
        this.key = key;
        this.hash = hash;
    }

    /** Of the secret it came with, which may be the old one. */
    Secret.Hash hash() {
        return hash;
    }

    @Override
    String name() {
        return key.name();
    }

    @Override
    UUID keyId() {
        return key.keyId();
    }

    @Override
    List<KeyRole> roles() {
        return key.roles();
    }

    @Override
    Reach reach() {
        return key.reach();
    }

    @Override
    String inWords() {
        return session().isPresent()
                ? "The key '%s', with which you have signed in,".formatted(name())
                : "The key '%s'".formatted(keyId());
    }
}
