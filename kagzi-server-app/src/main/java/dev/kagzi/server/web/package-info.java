/** What all of HTTP shares: bodies read and written, problem details from every layer, hosts allowed. Knows no feature. */
@NullMarked
package dev.kagzi.server.web;

import org.jspecify.annotations.NullMarked;
