package dev.kagzi.guide.examples;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.guide.examples.RefundWorkflow.Refund;
import org.springframework.stereotype.Service;

@Service
class Refunds {

    private final KagziClient kagzi;

    Refunds(KagziClient kagzi) {
        this.kagzi = kagzi;
    }

    Run<String> start(Refund refund) {
        return kagzi.start(RefundWorkflow::refund, refund)
                .id("refund-" + refund.order())
                .send();
    }

    Run<String> startAnother(Refund refund) {
        return kagzi.start(RefundWorkflow::refund, refund)
                .id("refund-" + refund.order())
                .restartIfFinished()
                .send();
    }
}
