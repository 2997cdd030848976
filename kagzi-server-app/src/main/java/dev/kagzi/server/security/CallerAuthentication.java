package dev.kagzi.server.security;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.web.Reach;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** Whoever has made a request, by a key or by a session of the console. */
abstract sealed class CallerAuthentication extends AbstractAuthenticationToken
        permits KeyAuthentication, PersonAuthentication {

    private static final long serialVersionUID = 1;

    private final transient Secret.@Nullable Hash session;

    /** @param session of the console, with which it ends; null where there is none */
    CallerAuthentication(List<KeyRole> roles, Secret.@Nullable Hash session) {
        super(AuthorityUtils.createAuthorityList(
                roles.stream().map(role -> "ROLE_" + role).toList()));
        this.session = session;
        setAuthenticated(true);
    }

    Optional<Secret.Hash> session() {
        return Optional.ofNullable(session);
    }

    /** As the audit trail has it. */
    abstract String name();

    /** Null for a person. */
    abstract @Nullable UUID keyId();

    abstract List<KeyRole> roles();

    abstract Reach reach();

    /** What a sentence about the caller begins with. */
    abstract String inWords();

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return name();
    }
}
