package dev.kagzi.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.protocol.Page;
import dev.kagzi.server.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageRequestTests {

    record Filter(@Nullable String workflow, @Nullable String id, SortedMap<String, String> tags) {}

    private static List<Object> list(@Nullable String workflow, @Nullable String id, String... tags) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < tags.length; i += 2) {
            map.put(tags[i], tags[i + 1]);
        }
        return List.of("runs", new Filter(workflow, id, map));
    }

    /** Lists that are as like each other as they get. */
    static List<List<?>> lists() {
        return List.of(
                // These two have the same hash code as strings.
                list("Aa", null),
                list("BB", null),
                list(null, null),
                list("null", null),
                list(null, "null"),
                list(null, "a, tags={}]"),
                list("a, id=b", null),
                list("a", "b"),
                list("ab", ""),
                list("", "ab"),
                list(null, null, "a", "b"),
                list(null, null, "a", "b, c=d"),
                list(null, null, "a", "b", "c", "d"),
                List.of("runs"),
                List.of("runs", "text 1\na"),
                List.of("runs", "a"),
                List.of("runs", List.of("a")),
                List.of("runsa"),
                Arrays.asList("runs", null));
    }

    private static String cursor(List<?> list) {
        Page<String> page = PageRequest.of(list, 1, null).page(List.of("first", "second"), List::of);
        return Objects.requireNonNull(page.nextCursor());
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aCursorIsGoodForItsOwnListAndNoOther(List<?> list) {
        String cursor = cursor(list);
        assertThat(PageRequest.of(list, 1, cursor).after()).containsExactly("first");
        List<List<?>> others = new ArrayList<>(lists());
        others.remove(list);
        assertThat(others)
                .hasSize(lists().size() - 1)
                .allSatisfy(other -> assertThatThrownBy(() -> PageRequest.of(other, 1, cursor))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("INVALID_CURSOR"));
    }

    @Test
    void equalListsHaveTheSameCursor() {
        assertThat(cursor(list("order", null, "a", "b"))).isEqualTo(cursor(list("order", null, "a", "b")));
        assertThat(cursor(Collections.singletonList("runs"))).isEqualTo(cursor(List.of("runs")));
    }
}
