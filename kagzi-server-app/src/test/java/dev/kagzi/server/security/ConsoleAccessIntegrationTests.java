package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ApiOperation;
import dev.kagzi.server.test.OwnNamespace;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import dev.kagzi.server.test.Surfer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.node.JsonNodeFactory;

/** Every page and every action of the console: who gets what, and who gets nothing. */
@Tag("slow")
@ServerTest
@TestPropertySource(
        properties = {"kagzi.security.enabled=true", "kagzi.bootstrap.admin-key=" + KeyIntegrationTests.ADMIN})
class ConsoleAccessIntegrationTests {

    private static final String PAGES = "/console/ns/{namespace}";
    private static final Set<String> VARIABLES_OF_NAMESPACES =
            Set.of("runId", "eventId", "bulkId", "keyId", "workerId", "scheduleId");

    /** Is for keys of all namespaces. */
    private static final String CREATE_NAMESPACE = "createNamespace";

    /** Tells nothing, for what is not there is revoked already. */
    private static final String REVOKE_KEY = "revokeKey";

    /** Goes on for as long as somebody listens. */
    private static final String STREAM = "followRuns";

    private static final Map<String, Set<String>> ROLES =
            ApiOperation.all().stream().collect(Collectors.toMap(ApiOperation::id, ApiOperation::roles));

    @Autowired
    private ServerClient server;

    @Autowired
    @Qualifier("requestMappingHandlerMapping") private RequestMappingHandlerMapping mappings;

    /** What can be asked for. */
    private record Page(RequestMethod method, String pattern, String handler) {

        boolean isAction() {
            return method == RequestMethod.POST;
        }

        String of(OwnNamespace namespace, OwnNamespace things) {
            return things.path(
                    new ApiOperation(handler, method.name(), pattern, Set.of(), JsonNodeFactory.instance.nullNode()),
                    (variable, id) -> variable.equals("namespace") ? namespace.namespace() : id == null ? "none" : id);
        }
    }

    private List<Page> pages() {
        return mappings.getHandlerMethods().entrySet().stream()
                .flatMap(mapping -> mapping.getKey().getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith(PAGES))
                        .flatMap(pattern -> mapping.getKey().getMethodsCondition().getMethods().stream()
                                .map(method -> new Page(
                                        method,
                                        pattern,
                                        mapping.getValue().getMethod().getName()))))
                .toList();
    }

    private List<Page> actions() {
        return pages().stream().filter(Page::isAction).toList();
    }

    private OwnNamespace newNamespace() {
        return new OwnNamespace(server, KeyIntegrationTests.ADMIN);
    }

    private Surfer signedIn(String secret) {
        Surfer surfer = new Surfer(server.port());
        Answer answer = surfer.post(surfer.get("/console/login"), "/console/login", Map.of("key", secret));
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        return surfer;
    }

    private static Answer ask(Surfer surfer, Page page, String path, Answer form) {
        return page.isAction() ? surfer.post(form, path, Map.of()) : surfer.get(path);
    }

    @Test
    void whoHasNotSignedInIsAskedTo() {
        OwnNamespace mine = newNamespace();
        Surfer nobody = new Surfer(server.port());
        Answer form = nobody.get("/console/login");

        assertThat(pages()).hasSizeGreaterThan(50).allSatisfy(page -> {
            Answer answer = ask(nobody, page, page.of(mine, mine), form);
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location")).startsWith("/console/login?next=");
        });
    }

    @Test
    void whoHasNotSignedInIsAskedToHoweverLongTheAddressIs() {
        Answer answer = new Surfer(server.port()).get("/console/ns/shop/runs?tag=" + "%C3%A9".repeat(1_000));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo("/console/login?next=%2Fconsole");
    }

    @Test
    void whoMayOnlyLookLooks() {
        OwnNamespace mine = newNamespace();
        Surfer viewer = signedIn(mine.key("viewer"));
        Answer form = viewer.get("/console/ns/" + mine.namespace());
        Set<String> ofAdmins = actions().stream()
                .filter(page -> !ROLES.get(page.handler()).contains("client"))
                .map(Page::pattern)
                .collect(Collectors.toSet());

        assertThat(pages()).filteredOn(page -> !page.handler().equals(STREAM)).allSatisfy(page -> {
            boolean isOfAdmins = page.pattern().startsWith(PAGES + "/admin") || ofAdmins.contains(page.pattern());
            Answer answer = ask(viewer, page, page.of(mine, mine), form);
            if (page.isAction() || isOfAdmins) {
                assertThat(answer.status()).isEqualTo(403);
            } else {
                assertThat(answer.status()).as(answer.body()).isNotIn(401, 403, 500);
            }
        });
    }

    /** A role may do in the console what it may do over REST. */
    @Test
    void whoMayDoSomethingOverRestMayDoItHere() {
        OwnNamespace shared = newNamespace();
        for (String role : List.of("client", "admin")) {
            Surfer refused = signedIn(shared.key(role));
            Answer form = refused.get("/console/ns/" + shared.namespace());
            assertThat(actions()).allSatisfy(page -> {
                if (ROLES.get(page.handler()).contains(role) && !page.handler().equals(CREATE_NAMESPACE)) {
                    OwnNamespace mine = newNamespace();
                    Surfer allowed = signedIn(mine.key(role));
                    Answer answer =
                            ask(allowed, page, page.of(mine, mine), allowed.get("/console/ns/" + mine.namespace()));
                    assertThat(answer.status()).as(answer.body()).isNotIn(401, 403, 500);
                } else {
                    assertThat(ask(refused, page, page.of(shared, shared), form).status())
                            .isEqualTo(403);
                }
            });
        }
    }

    @Test
    void nothingOfAnotherNamespaceIsShown() {
        OwnNamespace mine = newNamespace();
        OwnNamespace other = newNamespace();
        Surfer admin = signedIn(mine.key("admin"));
        Answer form = admin.get("/console/ns/" + mine.namespace());

        assertThat(pages()).allSatisfy(page -> {
            Answer answer = ask(admin, page, page.of(other, other), form);
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            // What was asked for is repeated.
            assertThat(answer.toString().replace(other.namespace(), "")).doesNotContain(other.canary());
        });
        assertThat(pages())
                .filteredOn(page -> !page.handler().equals(REVOKE_KEY)
                        && VARIABLES_OF_NAMESPACES.stream()
                                .anyMatch(variable -> page.pattern().contains("{" + variable + "}")))
                .allSatisfy(page -> assertThat(
                                ask(admin, page, page.of(mine, other), form).status())
                        .isBetween(400, 499));
    }
}
