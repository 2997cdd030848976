package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

class LogContextPageTests {

    private static final Pattern KEY = Pattern.compile("`(kagzi\\.\\w+)`");

    @ParameterizedTest
    @CsvSource({"how-to/observe-an-application.md, Logs", "reference/health-and-logs.md, Log context of an application"
    })
    void thePageListsEveryKey(String page, String heading) throws IOException {
        String text = Files.readString(Path.of("../docs").resolve(page));
        String section = text.split("(?m)^## " + heading + "$", 2)[1].split("(?m)^## ", 2)[0];
        Set<String> described = section.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(row -> KEY.matcher(row).results())
                .map(key -> key.group(1))
                .collect(Collectors.toSet());
        assertThat(described).isEqualTo(keys());
    }

    private static Set<String> keys() {
        LogContext run = LogContext.of(new ExecutedRun("default", "order", 1, "42", null, 1, 1, null));
        LogContext body = LogContext.of("pay", 1);
        try {
            return Set.copyOf(MDC.getCopyOfContextMap().keySet());
        } finally {
            body.restore();
            run.restore();
        }
    }
}
