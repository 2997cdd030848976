package dev.kagzi.protocol.worker;

import java.util.List;

/**
 * {@code POST /worker/sessions/{workerId}/reports}.
 *
 * @param reports of any number of runs; those of one run apply in order, all or none
 */
public record Reports(List<Report> reports) {}
