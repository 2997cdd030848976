package dev.kagzi.server.interleaving;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections whose statements and commits go through a turnstile: those of transactions, and what a change made by the clock reads before. */
final class SteppedConnections extends DelegatingDataSource {

    /** Threads that execute a change themselves; all others only read outside of transactions. */
    static final String CHANGER = "changer-";

    private final Turnstile turnstile;

    SteppedConnections(DataSource target, Turnstile turnstile) {
        super(target);
        this.turnstile = turnstile;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        int backend = connection.unwrap(PGConnection.class).getBackendPID();
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("commit")) {
                turnstile.pass(backend);
            }
            Object result = invoke(method, connection, arguments);
            return result instanceof PreparedStatement statement && isOfChange(connection)
                    ? stepped(statement, backend)
                    : result;
        });
    }

    private static boolean isOfChange(Connection connection) throws SQLException {
        return !connection.getAutoCommit() || Thread.currentThread().getName().startsWith(CHANGER);
    }

    private PreparedStatement stepped(PreparedStatement statement, int backend) {
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                turnstile.pass(backend);
            }
            return invoke(method, statement, arguments);
        });
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
}
