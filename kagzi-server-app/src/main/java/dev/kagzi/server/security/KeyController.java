package dev.kagzi.server.security;

import dev.kagzi.protocol.ApiKey;
import dev.kagzi.protocol.CreateKey;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RotateKey;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.Reach;
import dev.kagzi.server.web.ShownOnce;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(KeyController.PATH)
class KeyController {

    static final String PATH = "/api/v1/keys";

    private final Keys keys;

    KeyController(Keys keys) {
        this.keys = keys;
    }

    /**
     * Creates a key. Its secret is in this answer and nowhere else; a repeat with the same Idempotency-Key shows the key without it.
     */
    @PostMapping
    ResponseEntity<ApiKey> createKey(HttpServletRequest http, FreshIds ids, @RequestBody CreateKey request) {
        ApiKey key = keys.create(Reach.of(http), request, ids.next());
        ShownOnce.repeatWith(http, withoutSecret(key));
        return ResponseEntity.created(URI.create(PATH + "/" + key.keyId())).body(key);
    }

    /** Gives a key another secret, and shows it this once. The old one goes on to be taken for as long as the request says. */
    @PostMapping("/{keyId}/rotate")
    ApiKey rotateKey(
            HttpServletRequest http,
            FreshIds ids,
            @PathVariable("keyId") UUID keyId,
            @RequestBody(required = false) @Nullable RotateKey request) {
        ApiKey key = keys.rotate(Reach.of(http), keyId, request == null ? new RotateKey(null) : request, ids.next());
        ShownOnce.repeatWith(http, withoutSecret(key));
        return key;
    }

    /** Shows a key. */
    @GetMapping("/{keyId}")
    ApiKey getKey(HttpServletRequest http, @PathVariable("keyId") UUID keyId) {
        return keys.get(Reach.of(http), keyId);
    }

    /**
     * Lists the keys in the order they were made: those that reach no further than the key that asks.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping
    Page<ApiKey> listKeys(
            HttpServletRequest http,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(List.of("keys"), limit, cursor);
        return page.page(
                keys.listAfter(Reach.of(http), page.afterId().orElse(null), page.limit() + 1),
                key -> List.of(key.keyId().toString()));
    }

    /** Revokes a key: within five seconds no server takes it any more, and what is open with it is closed. A repeat changes nothing. */
    @DeleteMapping("/{keyId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeKey(HttpServletRequest http, @PathVariable("keyId") UUID keyId) {
        keys.revoke(Reach.of(http), keyId);
    }

    private static ApiKey withoutSecret(ApiKey key) {
        return new ApiKey(
                key.keyId(),
                key.name(),
                key.namespaces(),
                key.roles(),
                key.expiresAt(),
                key.oldSecretUntil(),
                key.createdAt(),
                null);
    }
}
