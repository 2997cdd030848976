package dev.kagzi.definition;

import java.util.Locale;

/** A place where values are set, and how it is called when a value is shown. */
@FunctionalInterface
interface Source {

    /** Name of the place for one attribute. */
    String of(String attribute);

    static Source builtIn() {
        return attribute -> "built-in";
    }

    static Source property(String prefix) {
        return attribute -> prefix + "." + Names.kebab(attribute).toLowerCase(Locale.ROOT);
    }

    static Source annotation(String annotation, Object place) {
        return attribute -> annotation + "(" + attribute + ") on " + place;
    }

    static Source code() {
        return attribute -> "code";
    }
}
