package dev.kagzi.demo.shop;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunCancelledException;
import dev.kagzi.client.RunFailedException;
import dev.kagzi.client.RunFilter;
import dev.kagzi.client.TimeoutException;
import dev.kagzi.protocol.RunStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The shop's orders. Each is a run, and the order's id is the run's. */
@Component
class Orders {

    private final KagziClient kagzi;

    Orders(KagziClient kagzi) {
        this.kagzi = kagzi;
    }

    /** Places the order; once, however often it is asked to. */
    OrderView place(Order order) {
        Run<OrderOutcome> run = kagzi.start(OrderWorkflow::process, order)
                .id(order.id())
                .tag("article", order.article())
                .send();
        return await(run, Duration.ZERO);
    }

    /** The order when its run is finished, or as it is after {@code wait}. */
    Optional<OrderView> find(String id, Duration wait) {
        return kagzi.runs(RunFilter.all().workflow("order").id(id)).items().stream()
                .findFirst()
                .map(run -> await(run.returns(OrderOutcome.class), wait));
    }

    private OrderView await(Run<OrderOutcome> run, Duration wait) {
        try {
            OrderOutcome outcome = run.result(wait);
            return view(run, RunStatus.COMPLETED, outcome, null);
        } catch (RunFailedException e) {
            return view(run, RunStatus.FAILED, null, e.getMessage());
        } catch (RunCancelledException e) {
            return view(run, RunStatus.CANCELLED, null, e.getMessage());
        } catch (TimeoutException e) {
            // It may have finished since: then it has an outcome.
            RunStatus status = run.status();
            return status.isFinal() ? await(run, Duration.ZERO) : view(run, status, null, null);
        }
    }

    private static OrderView view(
            Run<?> run, RunStatus status, @Nullable OrderOutcome outcome, @Nullable String failure) {
        return new OrderView(String.valueOf(run.id()), run.runId(), status.name(), outcome, failure);
    }
}
