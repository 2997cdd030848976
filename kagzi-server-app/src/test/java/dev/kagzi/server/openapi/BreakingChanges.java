package dev.kagzi.server.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What a caller of one document would miss in another. Additions are fine: callers ignore members they do not know and expect
 * new values of enums. openapi-diff was tried and does not notice that an answer has lost a member.
 */
final class BreakingChanges {

    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch");

    private static final List<String> LOWER_BOUNDS =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final List<String> UPPER_BOUNDS =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    private final JsonNode before;
    private final JsonNode after;
    private final List<String> found = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private BreakingChanges(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    static List<String> between(JsonNode before, JsonNode after) {
        BreakingChanges changes = new BreakingChanges(before, after);
        before.get("paths").properties().forEach(changes::path);
        return changes.found;
    }

    private enum Direction {
        REQUEST,
        RESPONSE
    }

    private void path(Map.Entry<String, JsonNode> path) {
        for (String method : METHODS) {
            JsonNode old = path.getValue().path(method);
            if (!old.isMissingNode()) {
                String name = method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
                operation(name, old, after.path("paths").path(path.getKey()).path(method));
            }
        }
    }

    private void operation(String name, JsonNode old, JsonNode now) {
        if (now.isMissingNode()) {
            found.add(name + " is gone");
            return;
        }
        if (!old.path("operationId").equals(now.path("operationId"))) {
            found.add(name + " has another operation id");
        }
        parameters(name, old.path("parameters"), now.path("parameters"));
        request(name + " request", old.path("requestBody"), now.path("requestBody"));
        for (Map.Entry<String, JsonNode> response : old.path("responses").properties()) {
            JsonNode answer = now.path("responses").path(response.getKey());
            if (answer.isMissingNode()) {
                found.add(name + " never answers " + response.getKey());
            } else {
                String place = name + " " + response.getKey();
                bodies(place, Direction.RESPONSE, response.getValue(), answer);
                headers(place, response.getValue().path("headers"), answer.path("headers"));
            }
        }
    }

    private void request(String place, JsonNode old, JsonNode now) {
        if (now.path("required").asBoolean(false) && !old.path("required").asBoolean(false)) {
            found.add(place + " is required");
        }
        bodies(place, Direction.REQUEST, old, now);
    }

    private void headers(String place, JsonNode old, JsonNode now) {
        for (Map.Entry<String, JsonNode> header : old.properties()) {
            if (!now.has(header.getKey())) {
                found.add(place + " has no " + header.getKey());
            }
        }
    }

    /** A body can come in more forms than before, and in no fewer. */
    private void bodies(String place, Direction direction, JsonNode old, JsonNode now) {
        for (Map.Entry<String, JsonNode> body : old.path("content").properties()) {
            JsonNode same = now.path("content").path(body.getKey());
            if (same.isMissingNode()) {
                found.add(place + " is no " + body.getKey());
            } else {
                schema(place, direction, body.getValue().path("schema"), same.path("schema"));
            }
        }
    }

    private void parameters(String name, JsonNode old, JsonNode now) {
        for (JsonNode parameter : old) {
            JsonNode same = find(now, parameter);
            String place = name + " parameter " + parameter.path("name").asString();
            if (same.isMissingNode()) {
                found.add(place + " is gone");
            } else {
                schema(place, Direction.REQUEST, parameter.path("schema"), same.path("schema"));
            }
        }
        for (JsonNode parameter : now) {
            boolean wasRequired = find(old, parameter).path("required").asBoolean(false);
            if (parameter.path("required").asBoolean(false) && !wasRequired) {
                found.add(name + " parameter " + parameter.path("name").asString() + " is required");
            }
        }
    }

    private static JsonNode find(JsonNode parameters, JsonNode wanted) {
        for (JsonNode parameter : parameters) {
            if (parameter.path("name").equals(wanted.path("name"))
                    && parameter.path("in").equals(wanted.path("in"))) {
                return parameter;
            }
        }
        return MissingNode.getInstance();
    }

    private void schema(String place, Direction direction, JsonNode oldSchema, JsonNode newSchema) {
        if (!compared.add(direction + " " + oldSchema + " " + newSchema)) {
            return;
        }
        JsonNode old = resolve(before, oldSchema);
        JsonNode now = resolve(after, newSchema);
        for (String same : List.of("type", "format", "const")) {
            if (!old.path(same).equals(now.path(same))) {
                found.add(place + " has another " + same);
            }
        }
        if (direction == Direction.REQUEST) {
            bounds(place, old, now);
            values(place, old.path("enum"), now.path("enum"));
            lost(now.path("required"), old.path("required"))
                    .forEach(name -> found.add(place + "/" + name + " is required"));
        } else {
            lost(old.path("required"), now.path("required"))
                    .forEach(name -> found.add(place + "/" + name + " may be absent"));
        }
        kinds(place, direction, old, now);
        members(place, direction, old, now);
    }

    private void values(String place, JsonNode old, JsonNode now) {
        if (old.isMissingNode() && !now.isMissingNode()) {
            found.add(place + " takes certain values only");
        }
        if (!now.isMissingNode()) {
            lost(old, now).forEach(value -> found.add(place + " takes no " + value));
        }
    }

    /** What callers send has to stay within them. */
    private void bounds(String place, JsonNode old, JsonNode now) {
        for (String lower : LOWER_BOUNDS) {
            if (now.has(lower)
                    && (!old.has(lower)
                            || now.get(lower).asDouble() > old.get(lower).asDouble())) {
                found.add(place + " has a higher " + lower);
            }
        }
        for (String upper : UPPER_BOUNDS) {
            if (now.has(upper)
                    && (!old.has(upper)
                            || now.get(upper).asDouble() < old.get(upper).asDouble())) {
                found.add(place + " has a lower " + upper);
            }
        }
        if (now.has("pattern") && !now.get("pattern").equals(old.path("pattern"))) {
            found.add(place + " has another pattern");
        }
    }

    /** The alternatives of a union, told apart by their discriminator. */
    private void kinds(String place, Direction direction, JsonNode old, JsonNode now) {
        JsonNode today = now.at("/discriminator/mapping");
        for (Map.Entry<String, JsonNode> kind : old.at("/discriminator/mapping").properties()) {
            JsonNode same = today.path(kind.getKey());
            if (same.isMissingNode()) {
                found.add(place + " has no " + kind.getKey());
            } else {
                String at = place + " " + kind.getKey();
                schema(at, direction, target(before, kind.getValue()), target(after, same));
            }
        }
    }

    private void members(String place, Direction direction, JsonNode old, JsonNode now) {
        for (Map.Entry<String, JsonNode> member : old.path("properties").properties()) {
            JsonNode same = now.path("properties").path(member.getKey());
            String at = place + "/" + member.getKey();
            if (same.isMissingNode()) {
                found.add(at + " is gone");
            } else {
                schema(at, direction, member.getValue(), same);
            }
        }
        for (String part : List.of("items", "additionalProperties")) {
            if (old.path(part).isObject()) {
                schema(place + "/*", direction, old.path(part), now.path(part));
            }
        }
    }

    private static List<String> lost(JsonNode before, JsonNode after) {
        Set<String> kept = new HashSet<>();
        after.forEach(value -> kept.add(value.asString()));
        List<String> lost = new ArrayList<>();
        before.forEach(value -> {
            if (!kept.contains(value.asString())) {
                lost.add(value.asString());
            }
        });
        return lost;
    }

    private static JsonNode resolve(JsonNode document, JsonNode schema) {
        return schema.has("$ref") ? target(document, schema.get("$ref")) : schema;
    }

    private static JsonNode target(JsonNode document, JsonNode reference) {
        return document.at(reference.asString().substring(1));
    }
}
