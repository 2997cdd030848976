package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.lease.ClaimCursors.Cursor;
import dev.kagzi.server.lease.ClaimCursors.Place;
import dev.kagzi.server.lease.ClaimRepository.RunRow;
import dev.kagzi.server.lease.ClaimRequest.Line;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClaimCursorsTests {

    private static final Line NEW_ORDERS = new Line("order", "order", 0, 2, 1_000);
    private static final Line ORDERS = new Line("order", "order", 2, 2, 1_000);
    private static final Line MAILS = new Line("mail", "mail", 0, 1, 1_000);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final UUID namespace = UUID.randomUUID();
    private long nanos;
    private final ClaimCursors cursors = new ClaimCursors(() -> nanos);

    @Test
    void goesOnAfterTheLastRunOfEachWorkflowInAllItsLines() {
        ClaimRequest request = request(ClaimCursors.MANY, NEW_ORDERS, ORDERS, MAILS);
        List<RunRow> rows = rows(ClaimCursors.MANY - 1, "order");
        claimed(request, Stream.concat(rows.stream(), rows(1, "mail").stream()).toList());

        RunRow last = rows.get(rows.size() - 1);
        Place order = new Place(last.claimOrder(), last.runId());
        assertThat(cursors.of(request).after())
                .containsEntry(NEW_ORDERS, order)
                .containsEntry(ORDERS, order)
                .containsOnlyKeys(NEW_ORDERS, ORDERS, MAILS);
    }

    @Test
    void knowsNothingOfLinesThatWereNotClaimedFrom() {
        claimed(request(ClaimCursors.MANY, NEW_ORDERS), rows(ClaimCursors.MANY, "order"));

        assertThat(cursors.of(request(ClaimCursors.MANY, ORDERS, MAILS)).after())
                .isEmpty();
        ClaimRequest other = new ClaimRequest(
                UUID.randomUUID(), UUID.randomUUID(), 1, 0, ClaimCursors.MANY, List.of(NEW_ORDERS), false);
        assertThat(cursors.of(other).after()).isEmpty();
    }

    @Test
    void beginsAtTheHeadWhereFewAreWanted() {
        claimed(request(ClaimCursors.MANY, NEW_ORDERS), rows(ClaimCursors.MANY, "order"));

        assertThat(cursors.of(request(ClaimCursors.MANY - 1, NEW_ORDERS)).after())
                .isEmpty();
    }

    @Test
    void beginsAtTheHeadOnceAClaimGotFewerThanItWanted() {
        ClaimRequest request = request(ClaimCursors.MANY, NEW_ORDERS);
        claimed(request, rows(ClaimCursors.MANY, "order"));
        claimed(request, rows(ClaimCursors.MANY - 1, "order"));

        assertThat(cursors.of(request).after()).isEmpty();
    }

    @Test
    void beginsAtTheHeadAfterATenthOfASecond() {
        ClaimRequest request = request(ClaimCursors.MANY, NEW_ORDERS);
        claimed(request, rows(ClaimCursors.MANY, "order"));
        nanos += ClaimCursors.KEPT_NANOS - 1;
        assertThat(cursors.of(request).after()).isNotEmpty();
        claimed(request, rows(ClaimCursors.MANY, "order"));
        nanos++;
        assertThat(cursors.of(request).after()).isEmpty();
    }

    @Test
    void leavesAPlaceOutThatIsOlderThanTheLastLookAtTheHead() {
        ClaimRequest request = request(ClaimCursors.MANY, NEW_ORDERS);
        Cursor before = cursors.of(request);
        nanos += ClaimCursors.KEPT_NANOS;
        cursors.of(request);
        cursors.claimed(request, before, rows(ClaimCursors.MANY, "order"));

        assertThat(cursors.of(request).after()).isEmpty();
    }

    private void claimed(ClaimRequest request, List<RunRow> rows) {
        cursors.claimed(request, cursors.of(request), rows);
    }

    private ClaimRequest request(int free, Line... lines) {
        return new ClaimRequest(namespace, UUID.randomUUID(), 1, 0, free, List.of(lines), false);
    }

    private static List<RunRow> rows(int count, String workflow) {
        return Stream.iterate(1, number -> number + 1)
                .limit(count)
                .map(number -> row(workflow, NOW.plusSeconds(number)))
                .toList();
    }

    private static RunRow row(String workflow, Instant claimOrder) {
        return new RunRow(
                UUID.randomUUID(),
                workflow,
                2,
                new LeaseToken(1, UUID.randomUUID()),
                1,
                null,
                null,
                Map.of(),
                null,
                NOW,
                null,
                null,
                null,
                false,
                false,
                null,
                claimOrder,
                null);
    }
}
