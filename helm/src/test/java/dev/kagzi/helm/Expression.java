package dev.kagzi.helm;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a PromQL expression asks for. */
record Expression(String text) {

    private static final Pattern SELECTOR =
            Pattern.compile("([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?:\\{([^}]*)})?(?!\\w|\\()");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(by|on) ?\\(([^)]*)\\)");

    /** A metric, with the values that its labels have to have. */
    record Selector(String metric, Map<String, String> labels) {}

    /** A label that a metric has to have. */
    record Asked(String metric, String label) {}

    List<Selector> selectors() {
        return selectors(text);
    }

    /** The labels of selectors, and those that are grouped and joined by. */
    Set<Asked> labels() {
        Set<Asked> labels = new LinkedHashSet<>();
        selectors()
                .forEach(selector ->
                        selector.labels().keySet().forEach(label -> labels.add(new Asked(selector.metric(), label))));
        GROUPING.matcher(text).results().forEach(grouping -> {
            String of = grouping.group(1).equals("by") ? argument(grouping.end()) : text;
            for (Selector selector : selectors(of)) {
                Stream.of(grouping.group(2).split(","))
                        .map(String::strip)
                        .filter(label -> !label.isEmpty())
                        .forEach(label -> labels.add(new Asked(selector.metric(), label)));
            }
        });
        return labels;
    }

    private static List<Selector> selectors(String text) {
        String bare = GROUPING.matcher(text.replaceAll("\\$__\\w+", "5m")).replaceAll(" ");
        return SELECTOR.matcher(bare)
                .results()
                .map(found -> new Selector(found.group(1), matchers(found)))
                .toList();
    }

    private static Map<String, String> matchers(MatchResult selector) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (selector.group(2) != null) {
            MATCHER.matcher(selector.group(2))
                    .results()
                    .forEach(matcher -> labels.put(matcher.group(1), matcher.group(2)));
        }
        return labels;
    }

    /** What stands in the parentheses that begin here; all of it where none do. */
    private String argument(int from) {
        int begin = from + text.substring(from).indexOf('(');
        if (begin < from || !text.substring(from, begin).isBlank()) {
            return text;
        }
        int open = 0;
        for (int end = begin; end < text.length(); end++) {
            open += text.charAt(end) == '(' ? 1 : text.charAt(end) == ')' ? -1 : 0;
            if (open == 0) {
                return text.substring(begin, end);
            }
        }
        return text;
    }
}
