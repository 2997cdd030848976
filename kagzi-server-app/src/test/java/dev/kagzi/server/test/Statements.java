package dev.kagzi.server.test;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.web.filter.OncePerRequestFilter;

/** Notes the statements that the server under test makes: for which request, by which thread, and how long each may take. */
public final class Statements {

    /** A request with this header can be asked for by its value. */
    public static final String HEADER = "Test-Statements";

    private final Map<String, Queue<Made>> ofRequests = new ConcurrentHashMap<>();
    private final Queue<Made> all = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<@Nullable String> request = new ThreadLocal<>();

    /**
     * A statement that was made.
     *
     * @param seconds it may take; 0 where nothing is said but for the whole session
     * @param isAlone whether it is a transaction by itself
     */
    public record Made(String sql, int seconds, boolean isAlone, String thread) {}

    /** Those of the request with this value of the header. */
    public List<Made> of(String value) {
        return List.copyOf(ofRequests.getOrDefault(value, new ConcurrentLinkedQueue<>()));
    }

    /** Forgets all that were made so far. */
    public void clear() {
        all.clear();
        ofRequests.clear();
    }

    /** Those that threads have made whose names begin so. */
    public List<Made> byThreads(String prefix) {
        return all.stream().filter(made -> made.thread().startsWith(prefix)).toList();
    }

    private void note(PreparedStatement statement, String sql) throws SQLException {
        Made made = new Made(
                sql,
                statement.getQueryTimeout(),
                statement.getConnection().getAutoCommit(),
                Thread.currentThread().getName());
        all.add(made);
        String of = request.get();
        if (of != null) {
            ofRequests.computeIfAbsent(of, any -> new ConcurrentLinkedQueue<>()).add(made);
        }
    }

    /** Has them noted. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class Noting {

        @Bean
        static Statements statements() {
            return new Statements();
        }

        @Bean
        static BeanPostProcessor notedConnections(Statements statements) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource dataSource ? statements.new Source(dataSource) : bean;
                }
            };
        }

        @Bean
        FilterRegistrationBean<OncePerRequestFilter> notedRequests(Statements statements) {
            FilterRegistrationBean<OncePerRequestFilter> filter =
                    new FilterRegistrationBean<>(statements.new Requests());
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }
    }

    private final class Requests extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest asked, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            request.set(asked.getHeader(HEADER));
            try {
                chain.doFilter(asked, response);
            } finally {
                request.remove();
            }
        }
    }

    private final class Source extends DelegatingDataSource {

        Source(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return proxy(Connection.class, (method, arguments) -> {
                Object result = invoke(method, connection, arguments);
                return result instanceof PreparedStatement statement ? noted(statement, (String) arguments[0]) : result;
            });
        }

        private PreparedStatement noted(PreparedStatement statement, String sql) {
            return proxy(PreparedStatement.class, (method, arguments) -> {
                if (method.getName().startsWith("execute")) {
                    note(statement, sql);
                }
                return invoke(method, statement, arguments);
            });
        }
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
