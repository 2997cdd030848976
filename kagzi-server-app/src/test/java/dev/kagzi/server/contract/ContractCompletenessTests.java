package dev.kagzi.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.kagzi.test.contract.ContractServer;
import dev.kagzi.test.contract.ServerContract;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RunFilter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract asks for every operation that is not for administrators. */
class ContractCompletenessTests {

    /** What operators do, and no test of an application. */
    private static final List<String> NOT_IN_MEMORY = List.of(
            "/api/v1/namespaces",
            "/api/v1/keys",
            "/api/v1/audit",
            "/api/v1/bulk",
            "/api/v1/openapi.json",
            "/api/v1/runs/{runId}/attempts");

    private static final Set<String> NO_ENDPOINTS = Set.of("now[]", "passTime[Duration]", "close[]");

    private final Set<String> requests = new CopyOnWriteArraySet<>();
    private HttpServer listener;

    @BeforeEach
    void listen() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            requests.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.stop(0);
    }

    @Test
    void everyOperationHasAMethod() throws IOException {
        HttpContractServer server = new HttpContractServer(listener.getAddress().getPort(), "any", null);
        for (Method method : endpoints()) {
            call(server, method);
        }

        assertThat(requests).isNotEmpty();
        assertThat(operations()).allSatisfy(operation -> assertThat(requests).anyMatch(operation.pattern()::equals));
    }

    @Test
    void everyMethodIsCalledByTheContract() {
        JavaClasses contract = new ClassFileImporter().importPackagesOf(ServerContract.class);
        Set<String> called = contract.stream()
                .filter(type -> type.getSimpleName().endsWith("Contract")
                        || type.getSimpleName().equals("ContractWorker"))
                .flatMap(type -> Stream.concat(
                        type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream()))
                .filter(call -> call.getTargetOwner().isEquivalentTo(ContractServer.class))
                .map(ContractCompletenessTests::signature)
                .collect(Collectors.toSet());

        assertThat(endpoints()).allSatisfy(method -> assertThat(called).contains(signature(method)));
    }

    private static String signature(JavaAccess<?> call) {
        return call.getName()
                + ((CodeUnitAccessTarget) call.getTarget())
                        .getRawParameterTypes().stream()
                                .map(type -> type.getSimpleName())
                                .toList();
    }

    private static String signature(Method method) {
        return method.getName()
                + Stream.of(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList();
    }

    private static List<Method> endpoints() {
        return Stream.of(ContractServer.class.getDeclaredMethods())
                .filter(method -> !NO_ENDPOINTS.contains(signature(method)))
                .toList();
    }

    private static void call(HttpContractServer server, Method method) {
        Object[] arguments = Stream.of(method.getParameterTypes())
                .map(ContractCompletenessTests::any)
                .toArray();
        try {
            method.invoke(server, arguments);
        } catch (InvocationTargetException e) {
            // The answer is empty; what was asked for counts.
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object any(Class<?> type) {
        Map<Class<?>, Object> values = new HashMap<>();
        values.put(UUID.class, new UUID(1, 1));
        values.put(String.class, "x");
        values.put(int.class, 1);
        values.put(boolean.class, false);
        values.put(Duration.class, Duration.ZERO);
        values.put(Pages.class, Pages.FIRST);
        values.put(RunFilter.class, RunFilter.ALL);
        values.put(List.class, List.of());
        return values.get(type);
    }

    /** An operation, as it is asked for with the values of {@link #any}. */
    private record Operation(String method, String path) {

        String pattern() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    private static Set<Operation> operations() throws IOException {
        try (InputStream document = ContractCompletenessTests.class.getResourceAsStream("/openapi.json")) {
            JsonNode paths = JsonMapper.builder().build().readTree(document).path("paths");
            Set<Operation> operations = new HashSet<>();
            paths.properties()
                    .forEach(path -> path.getValue().propertyNames().forEach(method -> {
                        if (NOT_IN_MEMORY.stream().noneMatch(path.getKey()::startsWith)) {
                            operations.add(new Operation(method, filled(path.getKey())));
                        }
                    }));
            assertThat(operations).hasSizeGreaterThan(30);
            return operations;
        }
    }

    private static String filled(String path) {
        return path.replaceAll("\\{(scheduleId|name)}", "x").replaceAll("\\{\\w+}", new UUID(1, 1).toString());
    }
}
