package dev.kagzi.server.console;

import org.jspecify.annotations.Nullable;

/** What the caller has just done, and what comes of it, in words. */
final class DoneWords {

    private DoneWords() {}

    /**
     * @param done as it stands in the address that a change leads to
     * @param count of what it was done to, beside it; null or no number where it says nothing
     * @return null for what nobody does
     */
    static @Nullable String of(@Nullable String done, @Nullable String count) {
        return switch (done == null ? "" : done) {
            case "started" -> "The run is started.";
            case "found" -> "Nothing was started: this run has the same id and input, and was there already.";
            case "cancelled" -> "The run is cancelled.";
            case "undoing" -> "The run is being cancelled: what it has done is undone first.";
            case "already" -> "Nothing was changed: the run was finished already.";
            case "retried" -> "The run goes on: what had failed is tried again.";
            case "restarted" -> "This is the new run. The one it was restarted from stays as it is.";
            case "triggered" ->
                "This is the run that was started. The firings of its schedule to come stay as they are.";
            case "limits-set" ->
                "The limits are set. Runs that are already claimed go on; the limits apply to all others.";
            case "limits-reset" -> "The declared limits apply again.";
            case "draining" -> "The worker is told to take no further runs. It finishes those it holds.";
            case "drained" -> "The worker is told to take no further runs, and holds none: it can be stopped.";
            case "sent" -> "The event is accepted. What it has started and woken is below.";
            case "schedule-created" -> "The schedule is created, and fires from now on unless it is paused.";
            case "schedule-found" -> "Nothing was created: there was an identical schedule already.";
            case "schedule-saved" ->
                "The schedule is saved. The changes apply from now on: what was due before is fired as before.";
            case "paused" -> "The schedule is paused: nothing is fired until it is resumed.";
            case "resumed" ->
                "The schedule fires again from now on. What was due meanwhile is skipped; a backfill makes up for it.";
            case "backfilled" -> backfilled(count);
            case "deleted" -> "The schedule is deleted, with its firings. The runs it has started stay.";
            case "namespace-created" -> "The namespace is created. Create keys for it on the page of keys.";
            case "namespace-saved" -> "The namespace is saved.";
            case "disabled" ->
                "The namespace is disabled: within a second nothing of it is started, claimed, fired or woken on any server.";
            case "enabled" -> "The namespace is enabled. What came due meanwhile is late, and is handled now.";
            case "revoked" -> "The key is revoked: this server refuses it now, all others within five seconds.";
            default -> null;
        };
    }

    private static String backfilled(@Nullable String count) {
        return switch (count == null || !count.matches("\\d{1,9}") ? -1 : Integer.parseInt(count)) {
            case -1 -> "The backfill has begun.";
            case 0 -> "There was nothing to backfill: each of those firings has started its run.";
            case 1 -> "One firing is backfilled. Its run appears below when its turn comes.";
            default ->
                "%,d firings are backfilled. Their runs appear below as their turns come, at most ten a second."
                        .formatted(Integer.parseInt(String.valueOf(count)));
        };
    }
}
