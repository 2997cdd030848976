package dev.kagzi.outbox;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;

/** Kills a process at one of the points before and after each statement, commit and request: from there on nothing of it happens. */
final class Deaths {

    private static final Set<String> POINTS = Set.of("execute", "executeQuery", "executeUpdate", "commit");
    /** What the other side does when a connection breaks, and what costs nothing. */
    private static final Set<String> OF_THE_DEAD = Set.of(
            "rollback", "close", "isClosed", "setAutoCommit", "getAutoCommit", "isReadOnly", "setReadOnly", "toString");

    private final int fatal;
    private int passed;

    /** @param fatal number of the point, from 1 */
    Deaths(int fatal) {
        this.fatal = fatal;
    }

    /** The end of the process. */
    static final class Killed extends Error {

        private static final long serialVersionUID = 1L;

        Killed(int point) {
            super("killed at point " + point);
        }
    }

    void point() {
        passed++;
        if (passed >= fatal) {
            throw new Killed(fatal);
        }
    }

    int passed() {
        return passed;
    }

    DataSource of(DataSource dataSource) {
        return proxy(DataSource.class, dataSource);
    }

    private <T> T proxy(Class<T> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> invoke(target, method, arguments);
        return type.cast(Proxy.newProxyInstance(Deaths.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        boolean isPoint = POINTS.contains(method.getName());
        if (isPoint) {
            point();
        } else if (passed >= fatal && !OF_THE_DEAD.contains(method.getName())) {
            throw new Killed(fatal);
        }
        Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (isPoint) {
            point();
        }
        if (result instanceof Connection) {
            return proxy(Connection.class, result);
        } else if (result instanceof PreparedStatement) {
            return proxy(PreparedStatement.class, result);
        } else if (result instanceof Statement && method.getName().equals("createStatement")) {
            return proxy(Statement.class, result);
        }
        return result;
    }
}
