package dev.kagzi.definition;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * A workflow method or a step, and what neither may be.
 *
 * @param beanClass the user's class, which may inherit the method
 */
record DeclaredMethod(Class<?> beanClass, Method method) {

    private static final String ASYNC = "org.springframework.scheduling.annotation.Async";

    private static final List<String> TRANSACTIONAL =
            List.of("org.springframework.transaction.annotation.Transactional", "jakarta.transaction.Transactional");

    /** Types whose value comes later, or only once: JSON has neither. */
    private static final Set<String> DEFERRED = Set.of(
            "java.util.concurrent.Future",
            "java.util.concurrent.CompletionStage",
            "java.util.concurrent.Flow$Publisher",
            "org.reactivestreams.Publisher",
            "java.util.stream.BaseStream",
            "java.io.InputStream");

    Type type(Type declared) {
        return GenericTypeResolver.resolveType(declared, beanClass);
    }

    Type resultType() {
        return type(method.getGenericReturnType());
    }

    Stream<Type> payloadTypes() {
        return Stream.concat(Stream.of(method.getGenericParameterTypes()).map(this::type), Stream.of(resultType()));
    }

    void requireInterceptable(String kind) {
        int modifiers = method.getModifiers();
        SourceLanguage language = SourceLanguage.of(method.getDeclaringClass());
        refuseIf(Modifier.isPrivate(modifiers), kind, "is private", language.toShow());
        refuseIf(Modifier.isStatic(modifiers), kind, "is static", "Make it an instance method.");
        refuseIf(Modifier.isFinal(modifiers), kind, "is final", language.toOpen());
        refuseIf(
                language.mangles(method),
                kind,
                "is internal: its name in the JVM holds that of its module, and would be recorded",
                language.toShow());
        refuseIf(
                KotlinDetector.isSuspendingFunction(method),
                kind,
                "is a suspend function: a run waits by its WorkflowContext, and has a thread of its own",
                "Remove 'suspend'; a step calls what suspends inside runBlocking.");
        refuseIf(
                isOutOfReach(modifiers),
                kind,
                "is package-private in another package than " + beanClass.getName(),
                "Make it protected or public.");
        refuseIf(
                isAnnotated(List.of(ASYNC)),
                kind,
                "is @Async: it would run on a thread of its own, outside the run",
                "Remove @Async; a run has a thread of its own.");
    }

    void requireNoTransaction(String kind) {
        refuseIf(
                isAnnotated(TRANSACTIONAL),
                kind,
                "or its class is @Transactional: a run waits and survives crashes, a transaction does neither",
                "Remove it here and put @Transactional on the steps.");
    }

    void requirePlain(String kind, String role, Type type) {
        Class<?> raw = ResolvableType.forType(type).toClass();
        for (Class<?> ancestor : Ancestors.of(raw)) {
            refuseIf(
                    DEFERRED.contains(ancestor.getName()),
                    kind,
                    "has " + type.getTypeName() + " as its " + role + ", which JSON cannot hold",
                    "Use the value itself; collect a stream to a list.");
        }
        refuseIf(
                type instanceof TypeVariable<?>,
                kind,
                "has the type variable " + type.getTypeName() + " as its " + role,
                "Use a type that JSON can be read into.");
    }

    void refuseIf(boolean wrong, String kind, String problem, String action) {
        if (wrong) {
            throw new InvalidDefinitionException(kind + " " + this + " " + problem + ".", action);
        }
    }

    private boolean isAnnotated(List<String> annotations) {
        return annotations.stream()
                .anyMatch(name -> Declarations.annotations(method).isPresent(name)
                        || isAnnotated(beanClass, name)
                        || isAnnotated(method.getDeclaringClass(), name));
    }

    private static boolean isAnnotated(Class<?> type, String annotation) {
        return MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(annotation);
    }

    /** A subclass cannot override what is package-private elsewhere. */
    private boolean isOutOfReach(int modifiers) {
        boolean packagePrivate =
                !Modifier.isPublic(modifiers) && !Modifier.isProtected(modifiers) && !Modifier.isPrivate(modifiers);
        return packagePrivate
                && !ClassUtils.getPackageName(method.getDeclaringClass()).equals(ClassUtils.getPackageName(beanClass));
    }

    @Override
    public String toString() {
        return beanClass.getName() + "." + method.getName();
    }
}
