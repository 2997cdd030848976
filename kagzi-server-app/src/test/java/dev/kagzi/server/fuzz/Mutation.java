package dev.kagzi.server.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** Writes a JSON value with some of its parts replaced, left out, or there twice. */
final class Mutation {

    private final Random random;
    private final Set<Integer> places = new TreeSet<>();
    private int place;

    private Mutation(Random random) {
        this.random = random;
    }

    /** The same value, or one that is a little or quite different. */
    static String of(JsonNode value, Random random) {
        Mutation mutation = new Mutation(random);
        int size = size(value);
        int changes = Math.max(0, random.nextInt(5) - 1);
        for (int i = 0; i < changes; i++) {
            mutation.places.add(random.nextInt(size));
        }
        StringBuilder json = new StringBuilder();
        mutation.write(value, json);
        return json.toString();
    }

    /** The value as often as it has parts that are no objects or arrays, with another one of them replaced by this JSON each time. */
    static List<String> eachPart(JsonNode value, String replacement) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < size(value); i++) {
            if (part(value, new AtomicInteger(i)).isValueNode()) {
                StringBuilder json = new StringBuilder();
                replace(value, new AtomicInteger(i), replacement, json);
                all.add(json.toString());
            }
        }
        return all;
    }

    private static JsonNode part(JsonNode value, AtomicInteger left) {
        if (left.getAndDecrement() == 0) {
            return value;
        }
        for (JsonNode child : value) {
            JsonNode found = part(child, left);
            if (left.get() < 0) {
                return found;
            }
        }
        return value;
    }

    private static void replace(JsonNode value, AtomicInteger left, String replacement, StringBuilder json) {
        if (left.getAndDecrement() == 0) {
            json.append(replacement);
        } else if (value.isObject()) {
            String separator = "{";
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                json.append(separator).append('"').append(member.getKey()).append("\":");
                replace(member.getValue(), left, replacement, json);
                separator = ",";
            }
            json.append(value.isEmpty() ? "{}" : "}");
        } else if (value.isArray()) {
            String separator = "[";
            for (JsonNode element : value) {
                json.append(separator);
                replace(element, left, replacement, json);
                separator = ",";
            }
            json.append(value.isEmpty() ? "[]" : "]");
        } else {
            json.append(value);
        }
    }

    private static int size(JsonNode value) {
        int size = 1;
        for (JsonNode part : value) {
            size += size(part);
        }
        return size;
    }

    private void write(JsonNode value, StringBuilder json) {
        if (places.contains(place++)) {
            json.append(Texts.value(random));
        } else if (value.isObject()) {
            writeMembers(value, json);
        } else if (value.isArray()) {
            json.append('[');
            for (int i = 0; i < value.size(); i++) {
                json.append(i == 0 ? "" : ",");
                write(value.get(i), json);
            }
            json.append(']');
        } else {
            json.append(value);
        }
    }

    private void writeMembers(JsonNode value, StringBuilder json) {
        json.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            int what = random.nextInt(200);
            int copies = what == 0 ? 0 : what == 1 ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                json.append(separator).append('"').append(member.getKey()).append("\":");
                write(member.getValue(), json);
                separator = ",";
            }
        }
        if (random.nextInt(100) == 0) {
            json.append(separator)
                    .append(Texts.quoted(Texts.any(random)))
                    .append(':')
                    .append(Texts.value(random));
        }
        json.append('}');
    }
}
