package dev.kagzi.intercept;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Knows the mocks of Mockito, which tests put in the place of beans; their class can be the user's own. */
final class Mocks {

    private static final @Nullable Method MOCKING_DETAILS = mockingDetails();

    private Mocks() {}

    static boolean include(Object bean) {
        if (MOCKING_DETAILS == null) {
            return false;
        }
        Object details = ReflectionUtils.invokeMethod(MOCKING_DETAILS, null, bean);
        Method isMock = ReflectionUtils.findMethod(MOCKING_DETAILS.getReturnType(), "isMock");
        return details != null && isMock != null && Boolean.TRUE.equals(ReflectionUtils.invokeMethod(isMock, details));
    }

    private static @Nullable Method mockingDetails() {
        ClassLoader loader = Mocks.class.getClassLoader();
        String mockito = "org.mockito.Mockito";
        return ClassUtils.isPresent(mockito, loader)
                ? ReflectionUtils.findMethod(
                        ClassUtils.resolveClassName(mockito, loader), "mockingDetails", Object.class)
                : null;
    }
}
