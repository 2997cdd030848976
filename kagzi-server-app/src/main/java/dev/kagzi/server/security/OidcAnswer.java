package dev.kagzi.server.security;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/**
 * What a provider sends a browser back with.
 *
 * @param state whatever was asked with
 * @param code what the server learns with who it is; null where there is an error
 */
record OidcAnswer(
        @Nullable String state,
        @Nullable String code,
        @Nullable String error,
        @BindParam("error_description") @Nullable String description) {}
