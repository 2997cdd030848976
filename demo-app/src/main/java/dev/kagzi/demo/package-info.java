/** The demo: a shop whose orders are runs, and a showing of it. Its door is {@link dev.kagzi.demo.DemoApplication}. */
@NullMarked
package dev.kagzi.demo;

import org.jspecify.annotations.NullMarked;
