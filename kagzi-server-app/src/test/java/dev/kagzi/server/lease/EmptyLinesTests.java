package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.lease.ClaimRequest.Line;
import dev.kagzi.server.lease.EmptyLines.Look;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmptyLinesTests {

    private static final UUID NAMESPACE = new UUID(0, 1);

    private final EmptyLines lines = new EmptyLines();

    @Test
    void nothingIsKnownBeforeTheFirstLook() {
        assertThat(lines.areAll(request("order", 1))).isFalse();
        assertThat(lines.areAll(request("order"))).isTrue();
    }

    @Test
    void lineIsEmptyAfterALookThatFoundNothing() {
        lookInVain(request("order", 1, 2));

        assertThat(lines.areAll(request("order", 1))).isTrue();
        assertThat(lines.areAll(request("order", 2, 1))).isTrue();
        assertThat(lines.areAll(request("order", 1, 3))).isFalse();
        assertThat(lines.areAll(request("other", 1))).isFalse();
    }

    @Test
    void whatIsHeardAfterwardsCounts() {
        lookInVain(request("order", 1, 2));
        lines.heardOf(NAMESPACE, "order");

        assertThat(lines.areAll(request("order", 1))).isFalse();
        lookInVain(request("order", 1));
        assertThat(lines.areAll(request("order", 1))).isTrue();
        assertThat(lines.areAll(request("order", 2))).isFalse();
    }

    @Test
    void whereSomeWereFoundThereMayBeMore() {
        lookInVain(request("order", 1, 2));
        lines.foundSome(request("order", 1));

        assertThat(lines.areAll(request("order", 2))).isFalse();
    }

    @Test
    void whatIsHeardDuringTheLookCounts() {
        ClaimRequest request = request("order", 1);
        Look look = lines.begin(request);
        lines.heardOf(NAMESPACE, "order");
        lines.foundNothing(request, look);

        assertThat(lines.areAll(request)).isFalse();
    }

    @Test
    void namesakesOfAnotherNamespaceAreOthers() {
        lookInVain(request("order", 1));
        lines.heardOf(new UUID(0, 2), "order");

        assertThat(lines.areAll(request("order", 1))).isTrue();
    }

    private void lookInVain(ClaimRequest request) {
        lines.foundNothing(request, lines.begin(request));
    }

    private static ClaimRequest request(String stored, int... versions) {
        List<Line> lines = IntStream.of(versions)
                .mapToObj(version -> new Line(stored, stored, version, version, 5))
                .toList();
        return new ClaimRequest(NAMESPACE, new UUID(0, 3), 1, System.nanoTime(), 5, lines, false);
    }
}
