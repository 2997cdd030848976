package dev.kagzi.server.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kagzi.server.input.Violations;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Holds a record to its own null annotations, which JSON does not know of. Lists are followed where their elements are
 * records; a list of mixed kinds is its feature's to check, one by one.
 */
final class RequiredParts {

    private RequiredParts() {}

    /** @throws dev.kagzi.server.problem.ProblemException naming every part that is missing */
    static void check(Object value) {
        Violations violations = new Violations();
        collect(value, "", violations);
        violations.throwIfAny();
    }

    private static void collect(Object value, String pointer, Violations violations) {
        if (!value.getClass().isRecord()) {
            return;
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            String part = pointer + "/" + name(component);
            Object content = read(component, value);
            if (content != null) {
                descend(component.getGenericType(), content, part, violations);
            } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                violations.add(part, "is required");
            }
        }
    }

    private static void descend(Type type, Object content, String pointer, Violations violations) {
        if (content instanceof List<?> list && type instanceof ParameterizedType parameterized) {
            boolean records =
                    parameterized.getActualTypeArguments()[0] instanceof Class<?> element && element.isRecord();
            for (int index = 0; index < list.size(); index++) {
                Object element = list.get(index);
                if (element == null) {
                    violations.add(pointer + "/" + index, "must not be null");
                } else if (records) {
                    collect(element, pointer + "/" + index, violations);
                }
            }
        } else {
            collect(content, pointer, violations);
        }
    }

    private static @Nullable Object read(RecordComponent component, Object value) {
        ReflectionUtils.makeAccessible(component.getAccessor());
        return ReflectionUtils.invokeMethod(component.getAccessor(), value);
    }

    private static String name(RecordComponent component) {
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
    }
}
