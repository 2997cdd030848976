package dev.kagzi.intercept;

import dev.kagzi.NotInRunException;
import java.lang.reflect.Method;

/** Says what to do in place of a call outside a run. */
final class NotInRun {

    private NotInRun() {}

    static NotInRunException step(Method method) {
        return exception("The step ", method);
    }

    static NotInRunException workflow(Method method) {
        return exception("The workflow method ", method);
    }

    private static NotInRunException exception(String kind, Method method) {
        return new NotInRunException(kind + method.getDeclaringClass().getName() + "." + method.getName()
                + " was called on thread '" + Thread.currentThread().getName()
                + "', which executes no run; nothing was executed. Start a run with kagzi.start(…); inside a run call steps"
                + " on its own threads, and let ctx.parallel make those for you; move code that others need too to a plain"
                + " service.");
    }
}
