package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it shall be.
 *
 * @param scheduleId its name, unique in the namespace; where the address has it, it can be left out
 * @param cron 5 fields, or 6 with seconds first
 * @param zone in whose local time the fields are; UTC without it
 * @param input of each of its runs
 * @param overlap what becomes of a firing while a run of the schedule is not finished; SKIP without it
 * @param catchUp how many missed firings are made up, the newest ones; 0 without it
 * @param paused whether it fires nothing for the time being; without it a new one is not, and another one stays as it is
 */
public record SaveSchedule(
        @Nullable String scheduleId,
        String workflow,
        String cron,
        @Nullable String zone,
        @JsonAlias("inputEncoded") @Nullable Payload input,
        @Nullable Overlap overlap,
        @Nullable Integer catchUp,
        @Nullable Boolean paused) {}
