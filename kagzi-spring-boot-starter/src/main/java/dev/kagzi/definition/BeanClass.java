package dev.kagzi.definition;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.springframework.util.ClassUtils;

/** A class that declares workflows or steps, and what it may not be: its beans are instances of a generated subclass. */
record BeanClass(Class<?> type) {

    void requireExtensible() {
        refuseIf(type.isRecord(), "is a record", "Make it a class.");
        refuseIf(
                type.getName().contains(ClassUtils.CGLIB_CLASS_SEPARATOR),
                "is a @Configuration class, which Spring enhances itself",
                "Move its workflows and steps to a component of their own.");
        refuseIf(
                Modifier.isFinal(type.getModifiers()),
                "is final",
                SourceLanguage.of(type).toOpen());
        refuseIf(type.isSealed(), "is sealed", "Remove 'sealed'.");
        refuseIf(
                Arrays.stream(type.getDeclaredConstructors()).allMatch(BeanClass::isPrivate),
                "has private constructors only",
                "Make a constructor package-private or wider.");
    }

    private static boolean isPrivate(Constructor<?> constructor) {
        return Modifier.isPrivate(constructor.getModifiers());
    }

    private void refuseIf(boolean wrong, String problem, String action) {
        if (wrong) {
            throw new InvalidDefinitionException(
                    "The class " + ClassUtils.getUserClass(type).getName() + " declares workflows or steps and "
                            + problem + ": calls of its steps on 'this' could not be intercepted.",
                    action);
        }
    }
}
