package dev.kagzi.chaos.evidence;

import java.util.List;

/**
 * All that is known after a chaos run. Every {@code …Nanos} is CLOCK_MONOTONIC, which all processes of a machine share.
 *
 * @param calls what the client asked for and was told
 * @param emissions the events it sent
 * @param schedules those it kept
 * @param faults what was done to the processes
 */
public record Evidence(
        Setting setting,
        Tables tables,
        Ledger ledger,
        Wire wire,
        Sightings sightings,
        List<Call> calls,
        List<Emission> emissions,
        List<Schedule> schedules,
        List<Fault> faults) {

    public Evidence {
        calls = List.copyOf(calls);
        emissions = List.copyOf(emissions);
        schedules = List.copyOf(schedules);
        faults = List.copyOf(faults);
    }

    /** The claims as the ledger's executions had them. */
    public Claims claims() {
        return new Claims(ledger, wire);
    }
}
