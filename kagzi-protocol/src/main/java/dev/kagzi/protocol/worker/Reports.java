package dev.kagzi.protocol.worker;

import java.util.List;

/**
 * Reports of a worker.
 *
 * @param reports of any number of runs; those of one run apply in order, all or none
 */
public record Reports(List<Report> reports) {}
