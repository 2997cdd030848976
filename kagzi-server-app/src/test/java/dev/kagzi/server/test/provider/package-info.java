/** A provider of OpenID Connect of the tests' own. It knows nothing of the server. */
@NullMarked
package dev.kagzi.server.test.provider;

import org.jspecify.annotations.NullMarked;
