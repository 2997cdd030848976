package dev.kagzi.definition;

import java.lang.reflect.Method;
import org.springframework.core.KotlinDetector;

/** The language a class is written in: what keeps its methods from being intercepted is taken away differently in each. */
enum SourceLanguage {
    JAVA("Remove 'final'.", "Make it package-private or wider."),
    KOTLIN("Make it 'open', or let the compiler plugin 'spring' open all beans.", "Make it protected or public.");

    private final String toOpen;
    private final String toShow;

    SourceLanguage(String toOpen, String toShow) {
        this.toOpen = toOpen;
        this.toShow = toShow;
    }

    static SourceLanguage of(Class<?> type) {
        return KotlinDetector.isKotlinType(type) ? KOTLIN : JAVA;
    }

    /** How a final class or method is made one that can be extended. */
    String toOpen() {
        return toOpen;
    }

    /** How a private method is made one that can be overridden. */
    String toShow() {
        return toShow;
    }

    /** Whether the compiler has added the module to the method's name, as Kotlin's does for internal functions. */
    boolean mangles(Method method) {
        return this == KOTLIN && method.getName().contains("$");
    }
}
