package dev.kagzi.worker;

import java.util.concurrent.Executor;

/**
 * What everything needs that talks with the server.
 *
 * @param requests threads that may block in a request
 * @param backoff pauses after requests that failed
 */
record WorkerConnection(WorkerSession session, WorkerClock clock, Executor requests, Backoff backoff) {}
