package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.namespace.NamespaceId;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

class ConsoleOperationsTests {

    /** The audit trail names a change by its method, and says of which namespace it is when that is among the parameters. */
    @Test
    void eachChangeIsInTheAuditTrailAsItsTwinOverRestIs() {
        Map<String, Boolean> changes =
                operations(ConsoleController.class, method -> method.isAnnotationPresent(PostMapping.class));

        assertThat(changes).containsKeys("cancelRun", "backfillSchedule", "createKey", "updateNamespace");
        assertThat(operations(
                        RestController.class,
                        method -> AnnotatedElementUtils.hasAnnotation(method, RequestMapping.class)))
                .containsAllEntriesOf(changes);
    }

    /** By name, whether they are about a namespace. */
    private static Map<String, Boolean> operations(Class<? extends Annotation> kind, Predicate<Method> isOne) {
        Map<String, Boolean> operations = new TreeMap<>();
        controllers(kind)
                .flatMap(controller -> Arrays.stream(controller.getDeclaredMethods()))
                .filter(isOne)
                .forEach(method -> operations.put(
                        method.getName(),
                        Arrays.asList(method.getParameterTypes()).contains(NamespaceId.class)));
        return operations;
    }

    private static Stream<Class<?>> controllers(Class<? extends Annotation> kind) {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(kind));
        return scan.findCandidateComponents("dev.kagzi.server").stream()
                .map(found -> ClassUtils.resolveClassName(
                        String.valueOf(found.getBeanClassName()), ConsoleOperationsTests.class.getClassLoader()));
    }
}
