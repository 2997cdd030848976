package dev.kagzi.server.failpoint;

import dev.kagzi.server.failpoint.Failpoint.Place;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections that break around a commit, as they do when the database or the way to it goes away: what follows fails in the driver. A
 * statement that writes outside of a transaction is a commit too.
 */
final class BreakableConnections extends DelegatingDataSource {

    private static final Pattern WRITE = Pattern.compile("(?is).*\\b(INSERT|UPDATE|DELETE)\\b.*");

    private final Faults faults;

    BreakableConnections(DataSource target, Faults faults) {
        super(target);
        this.faults = faults;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit")) {
                return commit(connection, () -> invoke(method, connection, arguments));
            }
            Object result = invoke(method, connection, arguments);
            return result instanceof PreparedStatement statement && commitsItself(connection, arguments[0])
                    ? breakable(connection, statement)
                    : result;
        });
    }

    private static boolean commitsItself(Connection connection, Object sql) throws SQLException {
        return connection.getAutoCommit() && WRITE.matcher(sql.toString()).matches();
    }

    private PreparedStatement breakable(Connection connection, PreparedStatement statement) {
        return proxy(
                PreparedStatement.class,
                (method, arguments) -> method.getName().startsWith("execute")
                        ? commit(connection, () -> invoke(method, statement, arguments))
                        : invoke(method, statement, arguments));
    }

    private @Nullable Object commit(Connection connection, Call commit) throws Throwable {
        Place fault = faults.atCommit();
        if (fault == Place.AFTER_COMMIT) {
            commit.make();
        }
        if (fault != null) {
            connection.abort(Runnable::run);
        }
        return commit.make();
    }

    private static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, Invocation invocation) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> invocation.of(method, arguments)));
    }

    private interface Invocation {
        @Nullable Object of(Method method, Object[] arguments) throws Throwable;
    }

    private interface Call {
        @Nullable Object make() throws Throwable;
    }
}
