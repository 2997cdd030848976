/** What an application gets by having the starter on its classpath. Nothing imports this package. */
@NullMarked
package dev.kagzi.autoconfigure;

import org.jspecify.annotations.NullMarked;
