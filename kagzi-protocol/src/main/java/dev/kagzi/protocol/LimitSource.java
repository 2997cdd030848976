package dev.kagzi.protocol;

/** Where a limit comes from. The one named first wins. */
public enum LimitSource {
    /** Set at run time through the API. */
    API,
    /** {@code kagzi.workflows.<name>.*} of the application. */
    CONFIGURATION,
    /** The workflow's annotation. */
    ANNOTATION
}
