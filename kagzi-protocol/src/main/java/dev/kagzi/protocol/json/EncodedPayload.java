package dev.kagzi.protocol.json;

import dev.kagzi.protocol.Payload;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.exc.MismatchedInputException;

/** The form of an encoded payload: {@code {"encoding":"…","data":"base64…"}}, and {@code "runId"} or {@code "eventId"} where another run or an event had it first. */
final class EncodedPayload {

    /** What is added to the name of a part when its payload is encoded. */
    static final String SUFFIX = "Encoded";

    private static final String ENCODING = "encoding";
    private static final String DATA = "data";
    private static final String RUN_ID = "runId";
    private static final String EVENT_ID = "eventId";

    private final JsonParser parser;
    private final String member;

    private EncodedPayload(JsonParser parser, String member) {
        this.parser = parser;
        this.member = member;
    }

    static void write(Payload payload, JsonGenerator generator) {
        generator.writeStartObject();
        generator.writeStringProperty(ENCODING, Objects.requireNonNull(payload.encoding()));
        generator.writeName(DATA);
        generator.writeBinary(payload.bytes());
        if (payload.encodedFor() != null) {
            generator.writeStringProperty(
                    payload.isOfEvent() ? EVENT_ID : RUN_ID,
                    payload.encodedFor().toString());
        }
        generator.writeEndObject();
    }

    /** @throws MismatchedInputException when it has another form */
    static Payload read(JsonParser parser, String member) {
        return new EncodedPayload(parser, member).read();
    }

    private Payload read() {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            throw refused("", "has to be an object of '" + ENCODING + "' and '" + DATA + "'");
        }
        String encoding = null;
        byte[] data = null;
        UUID runId = null;
        UUID eventId = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case ENCODING -> encoding = text(name);
                case DATA -> data = decode(text(name));
                case RUN_ID -> runId = uuid(name, text(name));
                case EVENT_ID -> eventId = uuid(name, text(name));
                default -> parser.skipChildren();
            }
        }
        Payload payload = Payload.encoded(required(ENCODING, encoding), required(DATA, data));
        return eventId == null ? payload.encodedFor(runId) : payload.encodedForEvent(eventId);
    }

    private String text(String name) {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            throw refused(name, "has to be a string");
        }
        return parser.getString();
    }

    private byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw refused(DATA, "has to be base64 with the standard alphabet and without line breaks");
        }
    }

    private UUID uuid(String name, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw refused(name, "has to be a UUID");
        }
    }

    private <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw refused(name, "is required");
        }
        return value;
    }

    private MismatchedInputException refused(String part, String detail) {
        return refused(parser, member, part, detail);
    }

    /**
     * Both forms of a payload are one part of its record, so Jackson names the plain one. What is added here is {@code from} this
     * class and names the member that is wrong.
     */
    static MismatchedInputException refused(JsonParser parser, String member, String part, String detail) {
        MismatchedInputException refusal = MismatchedInputException.from(parser, Payload.class, detail);
        if (!part.isEmpty()) {
            refusal.prependPath(Payload.class, part);
        }
        refusal.prependPath(Payload.class, member);
        return refusal;
    }
}
