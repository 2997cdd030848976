package dev.kagzi.server.test;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.openapi.OpenApiGeneration;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * Runs the test against the whole server on a random port, with a database that the tests of the same configuration share:
 * each test works in a namespace of its own, made by {@link ServerClient#newNamespace()}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(
        classes = KagziServerApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "springdoc.api-docs.path=/test/openapi.json",
            "springdoc.api-docs.version=openapi_3_1",
            "springdoc.paths-to-match=/api/**",
            "springdoc.writer-with-order-by-keys=true",
            "springdoc.writer-with-default-pretty-printer=true"
        })
@ContextConfiguration(initializers = TestDatabase.Initializer.class)
@Import({ServerClient.class, OpenApiGeneration.class})
public @interface ServerTest {}
