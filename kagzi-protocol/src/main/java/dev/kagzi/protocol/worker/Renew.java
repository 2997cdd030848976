package dev.kagzi.protocol.worker;

import java.util.List;
import java.util.UUID;

/**
 * A worker renews its leases.
 *
 * @param runs all runs the worker holds; others that the server thinks it holds are released
 * @param answered the newest poll whose answer has arrived: claims of later ones are still on the wire and kept
 */
public record Renew(List<UUID> runs, long answered) {}
