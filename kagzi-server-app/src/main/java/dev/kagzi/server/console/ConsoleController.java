package dev.kagzi.server.console;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** On a class that shows pages of a namespace: it gets what all pages have in common, and shows problems as pages. */
@Controller
@RequestMapping("/console/ns/{namespace}")
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ConsoleController {}
