/** Bulk jobs: what is to be done to many runs is written down, and done page by page by whichever server has time for it. */
@NullMarked
package dev.kagzi.server.bulk;

import org.jspecify.annotations.NullMarked;
