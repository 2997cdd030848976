/**
 * Makes calls of steps on {@code this} durable: beans that declare workflows or steps become instances of a generated
 * subclass, as Spring does for {@code @Configuration} classes. The door is {@code WorkflowBeans}; what a step means to its run is
 * the worker's to know.
 */
@NullMarked
package dev.kagzi.intercept;

import org.jspecify.annotations.NullMarked;
