package dev.kagzi.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of workflows: of the application's beans it has those with workflows and steps and what Kagzi calls ({@code StepInterceptor},
 * {@code RunListener}, {@code PayloadCodec}), and in place of server, database and network a server in memory. What workflows call is
 * given with {@code @MockitoBean} or {@code @Import}.
 *
 * <pre>{@code
 * @KagziTest(OrderWorkflow.class)
 * class OrderWorkflowTests {
 *
 *     @Autowired TestKagziClient kagzi;
 *     @MockitoBean Payments payments;
 *
 *     @Test
 *     void chargesOnce() {
 *         Run<Receipt> run = kagzi.start(OrderWorkflow::process, order).send();
 *         kagzi.skipTime("30s");
 *         assertThat(run).completed().step("charge").attempted(1);
 *     }
 * }
 * }</pre>
 *
 * <p>Time stands still until {@link TestKagziClient#skipTime(String)} moves it, except for pauses between attempts, which pass by
 * themselves. The timeout of a step's attempt passes in real time. After each test all runs are forgotten.
 *
 * <p>For a test of the whole application, put {@link AutoConfigureKagzi} beside {@code @SpringBootTest}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(KagziTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(KagziTypeExcludeFilter.class)
@AutoConfigureKagzi
@ImportAutoConfiguration
public @interface KagziTest {

    /** Properties in the form {@code key=value}, added to the environment before the test runs. */
    String[] properties() default {};

    /** Alias of {@link #workflows()}. */
    @AliasFor("workflows")
    Class<?>[] value() default {};

    /** The beans with workflows that the test needs. Default: all that component scanning finds. */
    @AliasFor("value")
    Class<?>[] workflows() default {};

    /** Whether beans are chosen as described above; otherwise none is that {@link #includeFilters()} does not name. Default: true. */
    boolean useDefaultFilters() default true;

    /** Further beans that component scanning shall find. */
    Filter[] includeFilters() default {};

    /** Beans that component scanning shall not find. */
    Filter[] excludeFilters() default {};

    /** Auto-configurations that shall not be applied. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
