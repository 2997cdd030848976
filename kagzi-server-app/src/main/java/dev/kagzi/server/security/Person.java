package dev.kagzi.server.security;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.web.Reach;
import java.util.List;

/**
 * Somebody who has signed in without a key.
 *
 * @param name as the audit trail has it
 * @param namespaces names of those it may see; {@link Reach#ALL} for all
 */
record Person(String name, List<KeyRole> roles, List<String> namespaces) {}
