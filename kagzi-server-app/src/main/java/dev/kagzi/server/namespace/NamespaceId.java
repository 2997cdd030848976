package dev.kagzi.server.namespace;

import java.util.UUID;

/** The namespace a request is about, known to exist. As a parameter of a controller it comes from the request's header. */
public record NamespaceId(UUID value) {}
