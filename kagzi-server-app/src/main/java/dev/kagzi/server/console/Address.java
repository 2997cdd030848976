package dev.kagzi.server.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The address of a page with its filters; the same with one of them changed. */
public final class Address {

    private final String path;
    private final Map<String, List<String>> parameters;

    Address(String path, Map<String, List<String>> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    /** The same page with this filter in place of what there was of it; without any when there is none. */
    public Address with(String name, List<String> values) {
        Map<String, List<String>> changed = new LinkedHashMap<>(parameters);
        changed.remove("cursor");
        if (values.isEmpty()) {
            changed.remove(name);
        } else {
            changed.put(name, values);
        }
        return new Address(path, changed);
    }

    public Address with(String name, String value) {
        return with(name, List.of(value));
    }

    /** The same page with this value of a filter when it has it not, and without it when it has. */
    public Address toggle(String name, String value) {
        List<String> values = new ArrayList<>(parameters.getOrDefault(name, List.of()));
        if (!values.remove(value)) {
            values.add(value);
        }
        return with(name, values);
    }

    public Address without(String name) {
        return with(name, List.of());
    }

    @Override
    public String toString() {
        String query = parameters.entrySet().stream()
                .flatMap(parameter ->
                        parameter.getValue().stream().map(value -> parameter.getKey() + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** A name as one part of a path; also one with a semicolon, at which servers take paths apart. */
    static String segment(String name) {
        return encoded(name).replace("+", "%20");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
