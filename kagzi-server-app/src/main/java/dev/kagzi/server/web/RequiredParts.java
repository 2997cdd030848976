package dev.kagzi.server.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kagzi.server.input.Violations;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Holds a record to its own null annotations, which JSON does not know of. Lists are followed where their elements are
 * records; a list of mixed kinds is its feature's to check, one by one.
 */
final class RequiredParts {

    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
            return type.isRecord()
                    ? Arrays.stream(type.getRecordComponents()).map(Part::of).toList()
                    : List.of();
        }
    };

    private RequiredParts() {}

    /** @throws dev.kagzi.server.problem.ProblemException naming every part that is missing */
    static void check(Object value) {
        Violations violations = new Violations();
        collect(value, "", violations);
        violations.throwIfAny();
    }

    private static void collect(Object value, String pointer, Violations violations) {
        for (Part part : PARTS.get(value.getClass())) {
            Object content = part.of(value);
            if (content != null) {
                descend(part, content, pointer, violations);
            } else if (part.isRequired()) {
                violations.add(pointer + part.pointer(), "is required");
            }
        }
    }

    private static void descend(Part part, Object content, String pointer, Violations violations) {
        if (!part.isList()) {
            if (content instanceof Record) {
                collect(content, pointer + part.pointer(), violations);
            }
            return;
        }
        List<?> list = (List<?>) content;
        for (int index = 0; index < list.size(); index++) {
            Object element = list.get(index);
            if (element == null) {
                violations.add(pointer + part.pointer() + "/" + index, "must not be null");
            } else if (part.isOfRecords()) {
                collect(element, pointer + part.pointer() + "/" + index, violations);
            }
        }
    }

    /**
     * A part of a record.
     *
     * @param pointer where it stands in the record's JSON
     * @param isOfRecords whether the elements of the list are all of one kind of record
     */
    private record Part(Method accessor, String pointer, boolean isRequired, boolean isList, boolean isOfRecords) {

        static Part of(RecordComponent component) {
            Method accessor = component.getAccessor();
            ReflectionUtils.makeAccessible(accessor);
            boolean isList = List.class.isAssignableFrom(component.getType())
                    && component.getGenericType() instanceof ParameterizedType;
            return new Part(
                    accessor,
                    "/" + name(accessor),
                    !component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    isList,
                    isList
                            && ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
                                    instanceof Class<?> element
                            && element.isRecord());
        }

        @Nullable Object of(Object value) {
            return ReflectionUtils.invokeMethod(accessor, value);
        }

        private static String name(Method accessor) {
            JsonProperty renamed = accessor.getAnnotation(JsonProperty.class);
            return renamed == null || renamed.value().isEmpty() ? accessor.getName() : renamed.value();
        }
    }
}
