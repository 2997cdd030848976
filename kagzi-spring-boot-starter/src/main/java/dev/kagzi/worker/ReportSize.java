package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.worker.Report;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An upper estimate of what reports take in a request. */
final class ReportSize {

    /** A request is at most 16 MiB; what is left is for what the estimate does not know. */
    static final long MAX_REQUEST = 15L << 20;

    private static final int ENVELOPE = 1024;
    private static final int BYTES_PER_CHARACTER = 6;
    private static final long BASE64_CHARACTERS = 4;
    private static final long BASE64_BYTES = 3;

    private ReportSize() {}

    static long of(List<Report> reports) {
        return reports.stream().mapToLong(ReportSize::of).sum();
    }

    static long of(Report report) {
        if (report instanceof Report.StepStarted started) {
            return ENVELOPE + of(started.input());
        }
        if (report instanceof Report.StepCompleted completed) {
            return ENVELOPE + of(completed.input()) + of(completed.output());
        }
        if (report instanceof Report.StepFailed failed) {
            return ENVELOPE + of(failed.input()) + of(failed.failure());
        }
        if (report instanceof Report.ChildStarted started) {
            return ENVELOPE + of(started.input());
        }
        if (report instanceof Report.EventEmitted emitted) {
            return ENVELOPE + of(emitted.key()) + of(emitted.data());
        }
        if (report instanceof Report.WaitStarted wait) {
            return ENVELOPE + of(wait.key());
        }
        if (report instanceof Report.Progressed progressed) {
            return ENVELOPE + of(progressed.progress()) + of(String.valueOf(progressed.tags()));
        }
        if (report instanceof Report.RunCompleted completed) {
            return ENVELOPE + of(completed.output());
        }
        if (report instanceof Report.RunFailed failed) {
            return ENVELOPE + of(failed.failure());
        }
        return report instanceof Report.NeedsAttention attention ? ENVELOPE + of(attention.failure()) : ENVELOPE;
    }

    private static long of(Failure failure) {
        long types = failure.types() == null ? 0 : of(failure.types().toString());
        return of(failure.message()) + of(failure.stack()) + types;
    }

    private static long of(@Nullable Payload payload) {
        if (payload == null || !payload.isEncoded()) {
            return payload == null ? 0 : payload.size();
        }
        return payload.size() * BASE64_CHARACTERS / BASE64_BYTES + ENVELOPE;
    }

    private static long of(@Nullable String text) {
        return text == null ? 0 : (long) text.length() * BYTES_PER_CHARACTER;
    }
}
