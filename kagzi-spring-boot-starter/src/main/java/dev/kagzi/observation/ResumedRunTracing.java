package dev.kagzi.observation;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Begins a trace where a run goes on after a wait or on another worker, which may be weeks later, with a link to the span the run was
 * started in. A run that has just been started goes on in the trace of its start.
 */
public final class ResumedRunTracing extends PropagatingReceiverTracingObservationHandler<RunObservationContext> {

    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

    public ResumedRunTracing(Tracer tracer, Propagator propagator) {
        super(tracer, propagator);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof RunObservationContext resumed
                && resumed.run().claim() > 1
                && resumed.run().traceparent() != null;
    }

    @Override
    public Span.Builder customizeExtractedSpan(RunObservationContext context, Span.Builder extracted) {
        Span.Builder span = getTracer().spanBuilder().setNoParent().kind(Span.Kind.CONSUMER);
        Matcher parts = TRACEPARENT.matcher(Objects.requireNonNull(context.run().traceparent()));
        return parts.matches() ? span.addLink(new Link(start(parts))) : span;
    }

    private TraceContext start(Matcher parts) {
        boolean isSampled = (Integer.parseInt(parts.group(3), 16) & 1) == 1;
        return getTracer()
                .traceContextBuilder()
                .traceId(parts.group(1))
                .spanId(parts.group(2))
                .sampled(isSampled)
                .build();
    }
}
