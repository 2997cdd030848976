package dev.kagzi.server.contract;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.OnLimit;

/** Limits that workers declare for a workflow, or that are set through the API. */
enum Limited {
    NOT(Limits.NONE),
    ONE(new Limits(1, null, null, null)),
    TWO(new Limits(2, null, OnLimit.WAIT, null)),
    ONE_EACH(new Limits(1, Side.KEY, null, null)),
    ONE_OR_REFUSED(new Limits(1, null, OnLimit.REJECT, null)),
    TWO_EACH_OR_REFUSED(new Limits(2, Side.KEY, OnLimit.REJECT, null)),
    THE_NEWEST(new Limits(1, null, OnLimit.CANCEL_RUNNING, null)),
    THE_NEWEST_TWO_OF_EACH(new Limits(2, Side.KEY, OnLimit.CANCEL_RUNNING, null)),
    ONE_IN_A_WHILE(new Limits(null, null, null, "1/15s")),
    TWO_OF_EACH_IN_A_LONG_WHILE(new Limits(null, Side.KEY, null, "2/35s")),
    TWO_BUT_ONE_IN_A_WHILE(new Limits(2, null, null, "1/15s")),
    /** These two say nothing by themselves. */
    EACH(new Limits(null, Side.KEY, null, null)),
    OR_REFUSED(new Limits(null, null, OnLimit.REJECT, null));

    private final Limits limits;

    Limited(Limits limits) {
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }
}
