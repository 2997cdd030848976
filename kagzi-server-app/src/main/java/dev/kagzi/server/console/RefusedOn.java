package dev.kagzi.server.console;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On what changes something: the page of the namespace that says so when it is refused, which is the one it was asked for on. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface RefusedOn {

    /** Below the address of the namespace, with the variables of the handler's own address. */
    String value();
}
