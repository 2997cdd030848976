@NullMarked
package dev.kagzi.cron;

import org.jspecify.annotations.NullMarked;
