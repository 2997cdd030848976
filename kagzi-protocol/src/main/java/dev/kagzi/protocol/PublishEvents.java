package dev.kagzi.protocol;

import java.util.List;

/**
 * Many events. Each is accepted or refused for itself; those of one name and key are accepted in this order.
 *
 * @param events from 1 to 1,000
 */
public record PublishEvents(List<PublishEvent> events) {}
