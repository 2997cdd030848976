package dev.kagzi.server.console;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.input.DurationText;
import dev.kagzi.server.input.InstantText;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.Printable;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.json.JsonMapper;

/** Reads what people have typed. A field that is left empty says nothing; what cannot be read is a violation. */
@Component
class TypedText {

    private static final String TRAILING = "Trailing token";

    private final JsonMapper mapper;

    TypedText(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** Without space around it; null when nothing is left. */
    static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** JSON, to the last digit as it was typed. */
    @Nullable Payload payload(Violations violations, String pointer, @Nullable String text) {
        String given = given(text);
        if (given == null) {
            return null;
        }
        try {
            return ProtocolJson.read(mapper, given.getBytes(StandardCharsets.UTF_8), Payload.class);
        } catch (StreamConstraintsException e) {
            violations.add(pointer, "is nested too deeply");
        } catch (JacksonException e) {
            violations.add(pointer, "is no well-formed JSON" + place(e) + ": " + what(e));
        }
        return null;
    }

    private static String place(JacksonException problem) {
        TokenStreamLocation location = problem.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " in line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static String what(JacksonException problem) {
        String message = String.valueOf(problem.getOriginalMessage());
        // Where in which stream it was, nobody who has typed it wants to know.
        return message.startsWith(TRAILING)
                ? "something follows after its end"
                : message.replaceAll(" ?\\(start marker at .*|\\s*\\R.*", "");
    }

    @Nullable Integer number(Violations violations, String pointer, @Nullable String text) {
        return read(violations, pointer, text, "a whole number of at most 32 bits", Integer::valueOf);
    }

    @Nullable Duration duration(Violations violations, String pointer, @Nullable String text) {
        return read(violations, pointer, text, DurationText.EXPECTED, DurationText::parse);
    }

    @Nullable Instant instant(Violations violations, String pointer, @Nullable String text) {
        return read(violations, pointer, text, InstantText.EXPECTED, InstantText::parse);
    }

    /** An instant, or a local time or the beginning of a day in this zone. */
    @Nullable Instant instant(Violations violations, String pointer, @Nullable String text, ZoneId zone) {
        return read(
                violations,
                pointer,
                text,
                "an instant such as '2026-01-31T12:00:00Z', or a local time in '%s' such as '2026-01-31T12:00' or '2026-01-31'"
                        .formatted(zone.getId()),
                given -> utc(given).orElseGet(() -> local(given, zone)));
    }

    private static Optional<Instant> utc(String text) {
        try {
            return Optional.of(InstantText.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Instant local(String text, ZoneId zone) {
        ZonedDateTime time = text.length() == "2026-01-31".length()
                ? LocalDate.parse(text).atStartOfDay(zone)
                : once(LocalDateTime.parse(text.replace(' ', 'T')), zone);
        // Through the one that knows which years the database can keep.
        return InstantText.parse(time.toOffsetDateTime().toString());
    }

    /** Which of two instants is meant, or what is meant by none, is not guessed. */
    private static ZonedDateTime once(LocalDateTime time, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        if (offsets.isEmpty()) {
            throw new AmbiguousTimeException(
                    "is '%s', which the clocks in '%s' skip when they are put forward".formatted(time, zone.getId()));
        }
        if (offsets.size() > 1) {
            throw new AmbiguousTimeException(
                    "is '%s', which the clocks in '%s' show twice when they are put back: write '%s' or '%s'"
                            .formatted(
                                    time,
                                    zone.getId(),
                                    time.toInstant(offsets.get(0)),
                                    time.toInstant(offsets.get(1))));
        }
        return time.atZone(zone);
    }

    private static final class AmbiguousTimeException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        AmbiguousTimeException(String message) {
            super(message);
        }
    }

    /** An instant, or a duration from now until then. */
    @Nullable Instant expiry(Violations violations, String pointer, @Nullable String text, Instant now) {
        return read(
                violations,
                pointer,
                text,
                "an instant such as '2027-01-31T12:00:00Z', or a time from now such as '90d'",
                given -> utc(given).orElseGet(() -> now.plus(DurationText.parse(given))));
    }

    /** One of a few words, in any case. */
    <E extends Enum<E>> @Nullable E oneOf(Violations violations, String pointer, @Nullable String text, Class<E> type) {
        List<String> words = Stream.of(type.getEnumConstants())
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .toList();
        return read(
                violations,
                pointer,
                text,
                "one of " + String.join(", ", words),
                given -> Enum.valueOf(type, given.toUpperCase(Locale.ROOT)));
    }

    @Nullable UUID uuid(Violations violations, String pointer, @Nullable String text) {
        return read(violations, pointer, text, "a UUID", UUID::fromString);
    }

    private static <T> @Nullable T read(
            Violations violations, String pointer, @Nullable String text, String expected, Function<String, T> parse) {
        String given = given(text);
        if (given == null) {
            return null;
        }
        try {
            return parse.apply(given);
        } catch (AmbiguousTimeException e) {
            violations.add(pointer, String.valueOf(e.getMessage()));
            return null;
        } catch (IllegalArgumentException | DateTimeException e) {
            violations.add(pointer, "has to be %s, and is '%s'".formatted(expected, Printable.excerpt(given)));
            return null;
        }
    }

    /** For what the rules refuse as empty, and say so. */
    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /** One {@code name:value} in each line; null for none. */
    @Nullable Map<String, @Nullable String> tags(Violations violations, String pointer, @Nullable String text) {
        String given = given(text);
        if (given == null) {
            return null;
        }
        Map<String, @Nullable String> tags = new LinkedHashMap<>();
        for (String line : given.lines().map(String::strip).toList()) {
            int colon = line.indexOf(':');
            if (line.isEmpty()) {
                continue;
            }
            if (colon < 1) {
                violations.add(
                        pointer,
                        "has the line '%s', which has to be written as 'name:value'"
                                .formatted(Printable.excerpt(line)));
            } else if (tags.put(
                            line.substring(0, colon), line.substring(colon + 1).strip())
                    != null) {
                violations.add(
                        pointer,
                        "names '%s' twice; a run has one value of it"
                                .formatted(Printable.excerpt(line.substring(0, colon))));
            }
        }
        return tags;
    }
}
