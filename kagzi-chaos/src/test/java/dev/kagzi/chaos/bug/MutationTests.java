package dev.kagzi.chaos.bug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MutationTests {

    /** What is changed. */
    public static class Victim implements Supplier<String> {

        private final StringBuilder trace = new StringBuilder();
        private final LongAdder calls = new LongAdder();

        @Override
        public String get() {
            guard("x", 2L);
            return "WHERE token = ? " + trace + checked() + called() + at();
        }

        public String called() {
            return calls.sum() == 0 ? "" : " called " + calls.sum();
        }

        public String at() {
            return now().equals(Instant.EPOCH) ? "" : " " + now();
        }

        public Instant now() {
            return Instant.EPOCH;
        }

        public void guard(String text, long number) {
            trace.append(text).append(number);
        }

        public boolean checked() {
            return trace.length() > 100;
        }
    }

    @Test
    void replacesText() throws Exception {
        assertThat(mutated(new Mutation.ReplaceText(" token = ?", " true"))).isEqualTo("WHERE true x2false");
    }

    @Test
    void returnsAtOnce() throws Exception {
        assertThat(mutated(new Mutation.ReturnAtOnce("guard", 0))).isEqualTo("WHERE token = ? false");
        assertThat(mutated(new Mutation.ReturnAtOnce("checked", 1))).isEqualTo("WHERE token = ? x2true");
    }

    @Test
    void dropsCalls() throws Exception {
        assertThat(mutated(new Mutation.DropCall("get", "guard"))).isEqualTo("WHERE token = ? false");
    }

    @Test
    void fixesAnswers() throws Exception {
        assertThat(mutated(new Mutation.FixAnswer("get", "checked", 1))).isEqualTo("WHERE token = ? x2true");
    }

    @Test
    void callsAFieldFirst() throws Exception {
        assertThat(mutated(new Mutation.CallFirst("guard", "calls", "increment")))
                .isEqualTo("WHERE token = ? x2false called 1");
    }

    @Test
    void looksAtTheClockOfItsMachine() throws Exception {
        String ahead = "kagzi.test.ahead";
        System.setProperty(ahead, Long.toString(Duration.ofDays(100_000).toMillis()));
        try {
            assertThat(mutated(new Mutation.UseOwnClock("now", ahead))).startsWith("WHERE token = ? x2false 23");
        } finally {
            System.clearProperty(ahead);
        }
    }

    @Test
    void refusesToChangeNothing() {
        assertThatThrownBy(() -> mutated(new Mutation.ReplaceText("absent", "")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changes nothing");
    }

    private static String mutated(Mutation mutation) throws Exception {
        byte[] compiled = mutation.apply(bytes());
        Class<?> type = new ClassLoader(MutationTests.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(Victim.class.getName(), compiled, 0, compiled.length);
            }
        }.define();
        return (String) ((Supplier<?>) type.getDeclaredConstructor().newInstance()).get();
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = Victim.class.getResourceAsStream("MutationTests$Victim.class")) {
            return in.readAllBytes();
        }
    }
}
