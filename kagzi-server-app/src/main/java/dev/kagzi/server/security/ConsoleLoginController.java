package dev.kagzi.server.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Signs in with a key, and out. */
@Controller
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
class ConsoleLoginController {

    private final ConsoleSessions sessions;
    private final KnownKeys keys;
    private final LoginBackoff backoff;
    private final SecuritySettings settings;
    private final LoginPage page;

    ConsoleLoginController(
            ConsoleSessions sessions, KnownKeys keys, LoginBackoff backoff, SecuritySettings settings, LoginPage page) {
        this.sessions = sessions;
        this.keys = keys;
        this.backoff = backoff;
        this.settings = settings;
        this.page = page;
    }

    @GetMapping(ConsolePaths.LOGIN)
    String login(
            @RequestParam(name = "next", required = false) @Nullable String next,
            @RequestHeader(name = "Sec-Fetch-Site", defaultValue = "") String from,
            HttpServletResponse response,
            Model model) {
        if (!settings.enabled()) {
            return "redirect:" + ConsolePaths.ROOT;
        }
        // Who follows a link from elsewhere may have signed in: the browser keeps the cookie to itself until the
        // console asks.
        return from.equals("cross-site") ? page.goOn(response, model, next) : page.show(model, next);
    }

    @PostMapping(ConsolePaths.LOGIN)
    String signIn(
            @RequestParam(name = "key", defaultValue = "") String text,
            @RequestParam(name = "next", required = false) @Nullable String next,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String address = request.getRemoteAddr();
        Duration wait = backoff.waitOf(address);
        if (!wait.isZero()) {
            return page.refuse(
                    response,
                    model,
                    next,
                    HttpStatus.TOO_MANY_REQUESTS,
                    "Several wrong keys came from your address. Try again in %d s.".formatted(wait.toSeconds() + 1));
        }
        Optional<Secret> secret = Secret.of(text.strip());
        Optional<Key> key = secret.flatMap(keys::find);
        if (key.isEmpty()) {
            backoff.failed(address);
            return page.refuse(
                    response,
                    model,
                    next,
                    HttpStatus.UNAUTHORIZED,
                    secret.isEmpty()
                            ? "That is no key: one is " + Secret.FORM + "."
                            : "There is no such key: it was mistyped, or has expired or been revoked.");
        }
        backoff.succeeded(address);
        ConsoleCookie.SESSION.write(request, response, sessions.begin(key.get(), secret.get()), sessions.duration());
        return "redirect:" + LoginPage.target(next);
    }

    @PostMapping(ConsolePaths.LOGOUT)
    String signOut(HttpServletRequest request, HttpServletResponse response) {
        ConsoleCookie.SESSION.read(request).ifPresent(sessions::end);
        ConsoleCookie.SESSION.remove(request, response);
        return "redirect:" + ConsolePaths.LOGIN;
    }
}
