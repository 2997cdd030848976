/**
 * How the contract is written as JSON, the same at both ends: payloads travel as the bytes they came in. The door is
 * {@code ProtocolJson}.
 */
@NullMarked
package dev.kagzi.protocol.json;

import org.jspecify.annotations.NullMarked;
