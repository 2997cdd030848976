package dev.kagzi.server.lease;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kagzi.server.run.TransitionLog;
import java.util.List;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** What is logged about changes of status until it is closed. */
final class TransitionLines implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger(TransitionLog.class);
    private final Level before = logger.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    TransitionLines() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.DEBUG);
    }

    List<String> about(String runId) {
        return lines.list.stream()
                .filter(line -> line.getKeyValuePairs().stream()
                        .anyMatch(pair -> pair.key.equals("runId")
                                && Objects.requireNonNull(pair.value).toString().equals(runId)))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setLevel(before);
    }
}
