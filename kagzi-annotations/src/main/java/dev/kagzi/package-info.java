/**
 * What the source of a workflow imports: annotations, contexts, retry and the exceptions workflow code meets. It is the
 * whole surface most users see, and it knows neither the worker nor the server.
 */
@NullMarked
package dev.kagzi;

import org.jspecify.annotations.NullMarked;
