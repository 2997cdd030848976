package dev.kagzi.definition;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A class with all its superclasses and interfaces, theirs included. */
final class Ancestors {

    private Ancestors() {}

    static Set<Class<?>> of(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(type, found);
        return found;
    }

    private static void collect(@Nullable Class<?> type, Set<Class<?>> found) {
        if (type != null && found.add(type)) {
            collect(type.getSuperclass(), found);
            for (Class<?> implemented : type.getInterfaces()) {
                collect(implemented, found);
            }
        }
    }
}
