package dev.kagzi.server.maintenance;

import dev.kagzi.server.run.RunFigures;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes down every few seconds how many runs have begun and ended, and removes what is too old. While nothing happens it writes nothing. */
@Component
public class FigureKeeper extends BackgroundService {

    private static final Logger log = LoggerFactory.getLogger(FigureKeeper.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration BETWEEN_REMOVALS = Duration.ofHours(1);

    private final RunFigures figures;
    private long removedNanos = System.nanoTime();

    FigureKeeper(RunFigures figures, SweepMeters meters) {
        super("figures", meters);
        this.figures = figures;
    }

    /** Writes down what there is. */
    public void runOnce() {
        figures.write();
    }

    /** What there is by then is written before the server has gone. */
    @Override
    public void stop() {
        super.stop();
        try {
            runOnce();
        } catch (RuntimeException e) {
            log.warn("The figures of the last seconds could not be written", e);
        }
    }

    @Override
    Duration runAndRest() {
        runOnce();
        if (System.nanoTime() - removedNanos > BETWEEN_REMOVALS.toNanos()) {
            figures.removeOld();
            removedNanos = System.nanoTime();
        }
        return INTERVAL;
    }
}
