package dev.kagzi.protocol;

import java.util.List;

/**
 * The start of many runs. Each is started or refused for itself.
 *
 * @param runs from 1 to 1,000
 */
public record StartRuns(List<StartRun> runs) {}
