package dev.kagzi.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** All observations of Kagzi in an application. */
public enum KagziObservation implements ObservationDocumentation {

    /** A run while this worker executes it: from its claim to its end, to a wait, or to the loss of its claim. */
    RUN {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultRunObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return RunKeys.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return RunIdKeys.values();
        }
    },

    /** An attempt of a step, its interceptors included. Steps that are answered from the history are not observed. */
    STEP {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultStepObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return StepKeys.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return StepIdKeys.values();
        }
    },

    /** A request of the client to the server. A call that is tried again is several requests. */
    CLIENT {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultClientObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return ClientKeys.values();
        }
    };

    /** Of {@link #RUN}, few values each. */
    public enum RunKeys implements KeyName {
        /** The namespace the application works in. */
        NAMESPACE("kagzi.namespace"),
        /** Name of the workflow. */
        WORKFLOW("kagzi.workflow"),
        /** Version of the workflow. */
        VERSION("kagzi.version"),
        /** How the execution ended: completed, failed, compensated, waiting, needs_attention, released or dropped. */
        OUTCOME("kagzi.outcome");

        private final String key;

        RunKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Of {@link #RUN}, for traces alone. */
    public enum RunIdKeys implements KeyName {
        /** The run's id. */
        RUN("kagzi.run");

        private final String key;

        RunIdKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Of {@link #STEP}, few values each. */
    public enum StepKeys implements KeyName {
        /** The namespace the application works in. */
        NAMESPACE("kagzi.namespace"),
        /** Name of the workflow. */
        WORKFLOW("kagzi.workflow"),
        /** Name of the step. */
        STEP("kagzi.step"),
        /** Whether the attempt returned or threw: completed or failed. */
        OUTCOME("kagzi.outcome");

        private final String key;

        StepKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Of {@link #STEP}, for traces alone. */
    public enum StepIdKeys implements KeyName {
        /** The run's id. */
        RUN("kagzi.run"),
        /** Number of the attempt, from 1. */
        ATTEMPT("kagzi.attempt");

        private final String key;

        StepIdKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Of {@link #CLIENT}, few values each. */
    public enum ClientKeys implements KeyName {
        /**
         * What was asked for: start, get, result, cancel, retry, restart, list or emit; of schedules, {@code schedule.} and create, get,
         * replace, delete, pause, resume, trigger, backfill or list.
         */
        OPERATION("kagzi.operation"),
        /** {@code success}, the code of the server's problem, or {@code unreachable}. */
        OUTCOME("kagzi.outcome");

        private final String key;

        ClientKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
