package dev.kagzi.server.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Leads to a provider, and lets in whoever comes back. */
@Controller
@ConditionalOnOidc
class OidcController {

    private static final String BEGIN = ConsolePaths.OIDC + "/{client}";
    private static final Logger log = LoggerFactory.getLogger(OidcController.class);

    private final OidcClients clients;
    private final OidcSignIns signIns;
    private final ConsoleSessions sessions;
    private final LoginPage page;

    OidcController(OidcClients clients, OidcSignIns signIns, ConsoleSessions sessions, LoginPage page) {
        this.clients = clients;
        this.signIns = signIns;
        this.sessions = sessions;
        this.page = page;
    }

    @GetMapping(BEGIN)
    String begin(
            @PathVariable("client") String id,
            @RequestParam(name = "next", required = false) @Nullable String next,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Optional<OidcClient> client = clients.find(id);
        if (client.isEmpty()) {
            return page.refuse(response, model, next, HttpStatus.NOT_FOUND, "Nobody can sign in at that address.");
        }
        try {
            OidcSignIns.Begun begun = signIns.begin(request, client.get(), LoginPage.target(next));
            ConsoleCookie.SIGN_IN.write(request, response, begun.secret(), OidcSignIns.LONGEST);
            return "redirect:" + begun.uri();
        } catch (SignInRefusedException e) {
            return page.refuse(response, model, next, e.status(), e.words());
        }
    }

    @GetMapping(BEGIN + OidcClient.CALLBACK)
    String finish(
            @PathVariable("client") String id,
            OidcAnswer answer,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Optional<OidcClient> client = clients.find(id);
        Optional<OidcSignIn> signIn = client.flatMap(
                at -> ConsoleCookie.SIGN_IN.read(request).flatMap(secret -> signIns.take(at, secret, answer.state())));
        if (client.isEmpty() || signIn.isEmpty()) {
            return page.refuse(
                    response,
                    model,
                    null,
                    HttpStatus.UNAUTHORIZED,
                    "This sign-in was not begun in this browser, is over, or has taken longer than %d minutes. Begin again."
                            .formatted(OidcSignIns.LONGEST.toMinutes()));
        }
        ConsoleCookie.SIGN_IN.remove(request, response);
        String target = signIn.get().target();
        try {
            Person person = signIns.person(client.get(), signIn.get(), answer);
            ConsoleCookie.SESSION.write(request, response, sessions.begin(person), sessions.duration());
        } catch (SignInRefusedException e) {
            return page.refuse(response, model, target, e.status(), e.words());
        }
        return page.goOn(response, model, target);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    String database(Exception failure, HttpServletResponse response, Model model) {
        log.warn("The database could not be used: {}", failure.getMessage());
        return page.refuse(
                response,
                model,
                null,
                HttpStatus.SERVICE_UNAVAILABLE,
                "The server does not reach its database, and lets nobody in meanwhile. Try again a little later.");
    }
}
