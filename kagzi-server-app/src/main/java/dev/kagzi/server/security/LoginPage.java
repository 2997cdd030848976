package dev.kagzi.server.security;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** Asks for a key, shows where else to sign in, and says why it did not work. */
@Component
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
class LoginPage {

    /** What a browser takes for a step up, also where it is encoded. */
    private static final Set<String> UPWARDS = Set.of(".", "..");

    /** Of a page to come back to: it is encoded in headers, which have 8 KB in all. */
    private static final int LONGEST_TARGET = 2_000;

    private final OidcClients clients;

    LoginPage(OidcClients clients) {
        this.clients = clients;
    }

    String show(Model model, @Nullable String next) {
        model.addAttribute("next", target(next));
        model.addAttribute("clients", clients.all());
        return "login";
    }

    String refuse(HttpServletResponse response, Model model, @Nullable String next, HttpStatus status, String why) {
        response.setStatus(status.value());
        model.addAttribute("problem", why);
        return show(model, next);
    }

    /**
     * Lets the browser go on by itself. Where it has come from another site a redirect would still come from there, and it would keep
     * the session's cookie to itself.
     */
    String goOn(HttpServletResponse response, Model model, @Nullable String next) {
        response.setHeader("Refresh", "0; url=" + target(next));
        model.addAttribute("next", target(next));
        return "go-on";
    }

    /** A page of the console and of no other site, with its query; the first one where that is too long to come back to. */
    static String target(@Nullable String next) {
        try {
            return next != null && next.length() <= LONGEST_TARGET && isOfTheConsole(new URI(next))
                    ? next
                    : ConsolePaths.ROOT;
        } catch (URISyntaxException e) {
            return ConsolePaths.ROOT;
        }
    }

    private static boolean isOfTheConsole(URI next) {
        String path = next.getPath();
        return next.getScheme() == null
                && next.getRawAuthority() == null
                && next.getRawFragment() == null
                && (path.equals(ConsolePaths.ROOT) || path.startsWith(ConsolePaths.ROOT + "/"))
                && !path.contains("//")
                && Stream.of(path.split("[/\\\\]")).noneMatch(UPWARDS::contains)
                && path.chars().noneMatch(Character::isISOControl);
    }
}
