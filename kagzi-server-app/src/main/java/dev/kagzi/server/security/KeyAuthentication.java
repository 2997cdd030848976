package dev.kagzi.server.security;

import java.util.UUID;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A request that came with a key that is taken. */
final class KeyAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1;

    private final transient Key key;
    private final transient Secret.Hash hash;

    KeyAuthentication(Key key, Secret.Hash hash) {
        super(AuthorityUtils.createAuthorityList(
                key.roles().stream().map(role -> "ROLE_" + role).toList()));
        this.key = key;
        this.hash = hash;
        setAuthenticated(true);
    }

    Key key() {
        return key;
    }

    /** Of the secret it came with, which may be the old one. */
    Secret.Hash hash() {
        return hash;
    }

    UUID keyId() {
        return key.keyId();
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return key.name();
    }
}
