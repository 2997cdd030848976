package dev.kagzi.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.OnLimit;
import dev.kagzi.Overlap;
import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.definition.InvalidDefinitionException;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.NonNull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Transactional;

/** What cannot be durable does not start, and the message says where it is and what to change. */
class RefusalTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(KagziDefinitionAutoConfiguration.class));

    static Stream<Arguments> wrongClasses() {
        return Stream.of(
                Arguments.of(PrivateStep.class, "PrivateStep.hidden is private", "package-private or wider"),
                Arguments.of(StaticStep.class, "StaticStep.shared is static", "instance method"),
                Arguments.of(FinalStep.class, "FinalStep.sealed is final", "Remove 'final'"),
                Arguments.of(FinalClass.class, "FinalClass declares workflows or steps and is final", "Remove 'final'"),
                Arguments.of(
                        RecordWorkflow.class, "RecordWorkflow declares workflows or steps and is a record", "class"),
                Arguments.of(Prototype.class, "has the scope 'prototype'", "Remove the scope"),
                Arguments.of(Overloaded.class, "named 'pay'", "Overloaded steps need names of their own"),
                Arguments.of(SameName.class, "named 'pay'", "another @Step(name"),
                Arguments.of(PrivateConstructor.class, "has private constructors only", "constructor"),
                Arguments.of(
                        TransactionalMethod.class,
                        "TransactionalMethod.process or its class is @Transactional",
                        "steps"),
                Arguments.of(
                        TransactionalClass.class, "TransactionalClass.process or its class is @Transactional", "steps"),
                Arguments.of(AsyncMethod.class, "AsyncMethod.process is @Async", "Remove @Async"),
                Arguments.of(AsyncClass.class, "AsyncClass.process is @Async", "Remove @Async"),
                Arguments.of(AsyncStep.class, "AsyncStep.pay is @Async", "Remove @Async"),
                Arguments.of(FutureResult.class, "CompletableFuture<java.lang.String> as its result", "value itself"),
                Arguments.of(PublisherResult.class, "Publisher<java.lang.String> as its result", "value itself"),
                Arguments.of(StreamInput.class, "Stream<java.lang.String> as its input", "collect a stream"),
                Arguments.of(FutureStep.class, "CompletableFuture<java.lang.String> as its result", "value itself"),
                Arguments.of(TwoInputs.class, "has 2 inputs", "record"),
                Arguments.of(TwoContexts.class, "several contexts", "one WorkflowContext"),
                Arguments.of(NoCandidate.class, "no public method", "public"),
                Arguments.of(SeveralCandidates.class, "'one', 'two'", "@Workflow on the one"),
                Arguments.of(StepAndWorkflow.class, "is a workflow too", "Remove @Step or @Workflow"),
                Arguments.of(ConfigurationSteps.class, "ConfigurationSteps declares", "component of their own"),
                Arguments.of(NoCompensation.class, "undone by 'release', but there is no method", "the step's result"),
                Arguments.of(OtherCompensation.class, "but it does not fit", "takes (java.lang.String)"),
                Arguments.of(TwoCompensations.class, "but several methods fit", "Name one method"),
                Arguments.of(PrivateCompensation.class, "The compensation", "package-private or wider"),
                Arguments.of(FutureCompensation.class, "CompletableFuture", "value itself"),
                Arguments.of(UndoneUndoing.class, "has a compensation itself", "Remove 'compensate'"),
                Arguments.of(
                        NoUnit.class,
                        "@Step on " + NoUnit.class.getName() + ".pay is wrong: backoff is '30'",
                        "attribute"),
                Arguments.of(BadDuration.class, "BadDuration.process is wrong: timeout is 'soon'", "attribute"),
                Arguments.of(ZeroAttempts.class, "ZeroAttempts.pay is wrong: maxAttempts is '0'", "attribute"),
                Arguments.of(SmallMultiplier.class, "SmallMultiplier.pay is wrong: multiplier is '0.5'", "attribute"),
                Arguments.of(ZeroVersion.class, "ZeroVersion.process is wrong: version is '0'", "attribute"),
                Arguments.of(ZeroConcurrency.class, "process is wrong: workerConcurrency is '0'", "attribute"),
                Arguments.of(NoPlaces.class, "NoPlaces.process is wrong: concurrency is '0'", "attribute"),
                Arguments.of(NegativePlaces.class, "NegativePlaces.process is wrong: concurrency is '-2'", "attribute"),
                Arguments.of(BadThrottle.class, "throttle is '10/xyz', expected a number of runs", "attribute"),
                Arguments.of(ThrottleWithoutUnit.class, "throttle is '10/60', expected a number of runs", "attribute"),
                Arguments.of(BadPath.class, "concurrencyKey is 'customer..id', expected names", "attribute"),
                Arguments.of(
                        KeyOnly.class,
                        "KeyOnly.process) has the concurrencyKey 'customer' (@Workflow(concurrencyKey) on",
                        "Set concurrency or throttle too"),
                Arguments.of(RejectOnly.class, "has the onLimit 'REJECT'", "Set concurrency too"),
                Arguments.of(TwoPriorities.class, "priority is '[1, 2]'; it is one value", "attribute"),
                Arguments.of(HugePriority.class, "priority is '1000001'; it is between", "attribute"),
                Arguments.of(Unresolved.class, "name is '${no.such.key}'", "attribute"),
                Arguments.of(BlankName.class, "BlankName.process is wrong: name is ' '", "attribute"),
                Arguments.of(BlankEvent.class, "BlankEvent.process is wrong: on is ''", "attribute"),
                Arguments.of(SameEvent.class, "on names the event 'order.created' twice", "attribute"),
                Arguments.of(BadCron.class, "BadCron.process is wrong: cron is '0 3 * *': it has 4", "attribute"),
                Arguments.of(BadZone.class, "BadZone.process is wrong: zone is 'Mars/Olympus'", "attribute"),
                Arguments.of(TwoOverlaps.class, "overlap is '[SKIP, WAIT]'; it is one value", "attribute"),
                Arguments.of(NegativeCatchUp.class, "catchUp is '-2'; it is between 0 and 10000", "attribute"),
                Arguments.of(LargeCatchUp.class, "catchUp is '10001'", "attribute"),
                Arguments.of(
                        ZoneOnly.class,
                        "ZoneOnly.process has the zone 'Asia/Tokyo' (@Workflow(zone) on " + ZoneOnly.class.getName(),
                        "Set cron too, or remove zone"),
                Arguments.of(OverlapOnly.class, "has the overlap 'SKIP'", "remove overlap"),
                Arguments.of(CatchUpOnly.class, "has the catchUp '0'", "remove catchUp"),
                Arguments.of(
                        PrimitiveInput.class,
                        "PrimitiveInput.process has the cron 0 3 * * * (@Workflow(cron) on ",
                        "may be null"),
                Arguments.of(NonNullInput.class, "input of type 'class java.lang.String' cannot", "may be null"),
                Arguments.of(LongName.class, "LongName.process is wrong: name is '01234", "attribute"),
                Arguments.of(LongName.class, "210 characters; it has at most 200", "attribute"),
                Arguments.of(LongStepName.class, "LongStepName.pay is wrong: name is '01234", "attribute"),
                Arguments.of(SeparatedName.class, "SeparatedName.pay is wrong: name is", "attribute"),
                Arguments.of(ManyAliases.class, "aliases is '21 entries'; there are at most 20", "attribute"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongClasses")
    void refusesAtStartUp(Class<?> type, String description, String action) {
        runner.withUserConfiguration(type).run(context -> assertRefused(context, description, action));
    }

    @Test
    void refusesTwoWorkflowsOfOneNameNamingBoth() {
        runner.withUserConfiguration(Twin.class, OtherTwin.class).run(context -> {
            assertRefused(context, Twin.class.getName() + ".process", "name");
            assertRefused(context, OtherTwin.class.getName() + ".process", "version of its own");
        });
    }

    @Test
    void refusesAnAliasThatAnotherWorkflowAnswersTo() {
        runner.withUserConfiguration(Twin.class, AliasOfTwin.class)
                .run(context -> assertRefused(context, "both answer to 'twin'", "aliases"));
    }

    @Test
    void acceptsTheSameBeanSeenTwice() {
        runner.withUserConfiguration(Twin.class, Twin.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    static Stream<Class<?>> otherWaysToMakeABean() {
        return Stream.of(
                BeanMethod.class,
                BeanMethodOfAnInterface.class,
                LazyBeanMethod.class,
                Factory.class,
                LazyFactory.class);
    }

    @ParameterizedTest
    @MethodSource("otherWaysToMakeABean")
    void refusesBeansThatAreNotEnhanced(Class<?> configuration) {
        runner.withUserConfiguration(configuration)
                .run(context -> assertRefused(context, Twin.class.getName(), "component scan"));
    }

    @Test
    void refusesSuppliers() {
        runner.withBean(Twin.class, Twin::new)
                .run(context -> assertRefused(context, "was not made by its constructor", "constructor"));
    }

    @Test
    void refusesRegisteredInstances() {
        runner.withInitializer(context -> context.getBeanFactory().registerSingleton("twin", new Twin()))
                .run(context -> assertRefused(context, "was not made by its constructor", "constructor"));
    }

    @Test
    void refusesLazyBeanMethodsOfALazyApplication() {
        runner.withInitializer(context -> context.addBeanFactoryPostProcessor(
                        new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
                .withUserConfiguration(BeanMethod.class)
                .run(context -> assertRefused(context, Twin.class.getName(), "component scan"));
    }

    @Test
    void letsMocksThrough() {
        runner.withUserConfiguration(MockedBean.class)
                .run(context -> assertThat(context).hasNotFailed());
        runner.withInitializer(context -> context.getBeanFactory().registerSingleton("twin", Mockito.mock(Twin.class)))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void refusesSettingsOfAnUnknownWorkflow() {
        runner.withUserConfiguration(Twin.class)
                .withPropertyValues("kagzi.workflows.twim.max-attempts=2")
                .run(context -> assertRefused(context, "kagzi.workflows.twim", "Known workflows: 'twin'"));
    }

    @Test
    void refusesSettingsOfAnUnknownStep() {
        runner.withUserConfiguration(Twin.class)
                .withPropertyValues("kagzi.workflows.twin.steps.chrage.max-attempts=2")
                .run(context -> assertRefused(context, "kagzi.workflows.twin.steps.chrage", "Known steps: 'charge'"));
    }

    @Test
    void acceptsSettingsOfStepsMadeInCode() {
        runner.withUserConfiguration(WithContext.class)
                .withPropertyValues("kagzi.workflows.with-context.steps.in-code.max-attempts=2")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void refusesAnUnknownWorkflowInTheIncludeList() {
        runner.withUserConfiguration(Twin.class)
                .withPropertyValues("kagzi.worker.workflows=twin,tvin")
                .run(context -> assertRefused(context, "'tvin'", "twin"));
    }

    static Stream<Arguments> wrongProperties() {
        return Stream.of(
                Arguments.of("kagzi.retry.backoff=30", "has no unit"),
                Arguments.of("kagzi.retry.backoff=${text:30}", "has no unit"),
                Arguments.of("kagzi.worker.drain-timeout=30", "has no unit"),
                Arguments.of("kagzi.workflows.twin.timeout=7", "has no unit"),
                Arguments.of("kagzi.workflows.twin.steps.charge.timeout=7", "has no unit"),
                Arguments.of("kagzi.retry.backoff=soon", "kagzi.retry.backoff"),
                Arguments.of("kagzi.retry.max-attempts=0", "maxAttempts is '0'"),
                Arguments.of("kagzi.retry.multiplier=0.5", "multiplier is '0.5'"),
                Arguments.of("kagzi.retry.jitter=2", "jitter is '2.0'"),
                Arguments.of("kagzi.retry.no-retry-for=java.lang.String", "noRetryFor is 'java.lang.String'"),
                Arguments.of("kagzi.worker.concurrency=0", "kagzi.worker.concurrency is 0"),
                Arguments.of("kagzi.workflows.twin.cron=0 3 1 * MON", "cron is '0 3 1 * MON': it restricts both"),
                Arguments.of("kagzi.workflows.twin.zone=Mars/Olympus", "zone is 'Mars/Olympus'"),
                Arguments.of("kagzi.workflows.twin.catch-up=-1", "catchUp is '-1'"),
                Arguments.of("kagzi.workflows.twin.overlap=never", "never"),
                Arguments.of("kagzi.workflows.twin.concurrency=0", "concurrency is '0'; it is at least 1"),
                Arguments.of("kagzi.workflows.twin.concurrency=many", "many"),
                Arguments.of("kagzi.workflows.twin.throttle=10/xyz", "throttle is '10/xyz'"),
                Arguments.of("kagzi.workflows.twin.throttle=10/60", "throttle is '10/60'"),
                Arguments.of("kagzi.workflows.twin.throttle=10", "throttle is '10'"),
                Arguments.of("kagzi.workflows.twin.concurrency-key=a b", "concurrencyKey is 'a b'"),
                Arguments.of("kagzi.workflows.twin.concurrency-key=a", "(kagzi.workflows.twin.concurrency-key)"),
                Arguments.of("kagzi.workflows.twin.on-limit=never", "never"),
                Arguments.of("kagzi.workflows.twin.overlap=wait", "(kagzi.workflows.twin.overlap)"),
                Arguments.of("kagzi.retry.max-atempts=2", "kagzi.retry.max-atempts"),
                Arguments.of("kagzi.workflows.twin.max-atempts=2", "kagzi.workflows.twin.max-atempts"),
                Arguments.of("kagzi.workflows.twin.steps.charge.tiemout=2s", "steps.charge.tiemout"),
                Arguments.of("kagzi.ulr=http://localhost", "kagzi.ulr"));
    }

    @ParameterizedTest
    @MethodSource("wrongProperties")
    void refusesWrongProperties(String property, String message) {
        runner.withUserConfiguration(Twin.class).withPropertyValues(property).run(context -> {
            assertThat(context).hasFailed();
            FailureAnalysis analysis = StartupFailures.analyze(context);
            assertThat(analysis.getDescription())
                    .contains(message)
                    .contains(property.substring(0, property.lastIndexOf('.', property.indexOf('='))));
            assertThat(analysis.getAction()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kagzi.server.lease-duration=5s",
                "kagzi.embedded.data-dir=/tmp/kagzi",
                "kagzi.security.enabled=false",
                "kagzi.bootstrap.admin-key=none",
                "kagzi.console.oidc.claim=groups",
                "kagzier.url=elsewhere"
            })
    void leavesTheKeysOfTheServerAndOfOthersAlone(String property) {
        runner.withUserConfiguration(Twin.class)
                .withPropertyValues(property)
                .run(context -> assertThat(context).hasNotFailed());
        runner.withUserConfiguration(Twin.class)
                .withPropertyValues(property, "kagzi.ulr=http://localhost")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("kagzi.ulr")
                        .hasMessageNotContaining(property.substring(0, property.indexOf('='))));
    }

    static Stream<Arguments> wrongConnections() {
        return Stream.of(
                Arguments.of(
                        List.of("kagzi.ssl.bundle=nobody", "kagzi.url=https://localhost"),
                        "kagzi.ssl.bundle is 'nobody'",
                        "spring.ssl.bundle"),
                Arguments.of(
                        List.of(
                                "spring.ssl.bundle.pem.known.truststore.certificate=classpath:none.pem",
                                "kagzi.ssl.bundle=nobody",
                                "kagzi.url=https://localhost"),
                        "kagzi.ssl.bundle is 'nobody'",
                        "[known]"),
                Arguments.of(
                        List.of(
                                "spring.ssl.bundle.pem.shop.truststore.certificate=classpath:none.pem",
                                "kagzi.ssl.bundle=shop",
                                "kagzi.url=https://localhost"),
                        "The SSL bundle 'shop' of the property kagzi.ssl.bundle cannot be read",
                        "spring.ssl.bundle"),
                Arguments.of(
                        List.of(
                                "spring.ssl.bundle.jks.shop.truststore.location=classpath:none.jks",
                                "kagzi.ssl.bundle=shop",
                                "kagzi.url=https://localhost"),
                        "none.jks",
                        "spring.ssl.bundle"));
    }

    @ParameterizedTest
    @MethodSource("wrongConnections")
    void refusesWrongConnections(List<String> properties, String description, String action) {
        runner.withConfiguration(
                        AutoConfigurations.of(SslAutoConfiguration.class, KagziConnectionAutoConfiguration.class))
                .withPropertyValues(properties.toArray(String[]::new))
                .run(context -> assertRefused(context, description, action));
    }

    @Test
    void refusesConnectionDetailsThatLeadNowhere() {
        runner.withConfiguration(AutoConfigurations.of(KagziConnectionAutoConfiguration.class))
                .withBean(KagziConnectionDetails.class, () -> () -> URI.create("kagzi:7070"))
                .run(context -> assertRefused(context, "kagzi.url is 'kagzi:7070'", "KagziConnectionDetails"));
    }

    @Test
    void refusesConnectionDetailsWhoseBundleCannotBeRead() {
        runner.withConfiguration(AutoConfigurations.of(KagziConnectionAutoConfiguration.class))
                .withBean(KagziConnectionDetails.class, UnreadableBundle::new)
                .run(context -> assertRefused(context, UnreadableBundle.class.getName(), "certificates"));
    }

    private static final class UnreadableBundle implements KagziConnectionDetails {

        @Override
        public URI getUrl() {
            return URI.create("https://localhost");
        }

        @Override
        public SslBundle getSslBundle() {
            throw new IllegalStateException("unreadable");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7070", "http://", "not an address"})
    @ExtendWith(OutputCaptureExtension.class)
    void analysesAWrongAddressOfTheServer(String url, CapturedOutput output) {
        SpringApplication application = new SpringApplication(KagziConnectionAutoConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run("--kagzi.url=" + url)).isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START", "kagzi.url", url);
    }

    @Test
    void refusesProxiesThatHideTheClass() {
        runner.withUserConfiguration(InterfaceProxied.class, HidingProxies.class)
                .run(context -> assertRefused(context, "hidden behind a proxy", "proxy-target-class"));
    }

    private static void assertRefused(AssertableApplicationContext context, String description, String action) {
        assertThat(context).hasFailed();
        assertThat(context.getStartupFailure()).hasStackTraceContaining(InvalidDefinitionException.class.getName());
        FailureAnalysis analysis = StartupFailures.analyze(context);
        assertThat(analysis.getDescription()).contains(description);
        assertThat(analysis.getAction()).contains(action);
    }

    @Test
    void refusesWhatNoServerTakesOfAWorker() {
        ApplicationContextRunner worker = runner.withConfiguration(
                AutoConfigurations.of(KagziConnectionAutoConfiguration.class, KagziWorkerAutoConfiguration.class));
        worker.withPropertyValues("spring.application.name=" + "a".repeat(256))
                .run(context -> assertRefused(context, "spring.application.name, has 256 characters", "Shorten"));
        worker.withPropertyValues("spring.application.name= ")
                .run(context -> assertThat(context).hasNotFailed());
        Properties build = new Properties();
        build.setProperty("version", "1".repeat(256));
        worker.withBean(BuildProperties.class, () -> new BuildProperties(build))
                .run(context -> assertRefused(context, "build-info.properties, has 256 characters", "Shorten"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shop", "shop_eu", "-shop", "shop-", "a b"})
    @ExtendWith(OutputCaptureExtension.class)
    void analysesANamespaceThatCannotExist(String namespace, CapturedOutput output) {
        SpringApplication application = new SpringApplication(KagziConnectionAutoConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run("--kagzi.namespace=" + namespace))
                .isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START", "kagzi.namespace is '" + namespace + "'");
    }

    private static final String TEN = "0123456789";
    private static final String SEVENTY = TEN + TEN + TEN + TEN + TEN + TEN + TEN;

    @Workflow(name = SEVENTY + SEVENTY + SEVENTY)
    static class LongName {
        public void process() {}
    }

    static class LongStepName {
        @Step(name = SEVENTY + SEVENTY + SEVENTY)
        void pay() {}
    }

    static class SeparatedName {
        @Step(name = "two\u2028lines")
        void pay() {}
    }

    @Workflow(
            aliases = {
                "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u"
            })
    static class ManyAliases {
        public void process() {}
    }

    static class NoCompensation {
        @Step(compensate = "release")
        void reserve(String stock) {}
    }

    static class OtherCompensation {
        @Step(compensate = "release")
        void reserve(String stock) {}

        void release(int amount) {}
    }

    static class TwoCompensations {
        @Step(compensate = "release")
        String reserve(String stock) {
            return stock;
        }

        void release(String stock) {}

        void release(String stock, Object result) {}
    }

    static class PrivateCompensation {
        @Step(compensate = "release")
        void reserve(String stock) {}

        private void release(String stock) {}
    }

    static class FutureCompensation {
        @Step(compensate = "release")
        void reserve(String stock) {}

        CompletableFuture<String> release(String stock) {
            return new CompletableFuture<>();
        }
    }

    static class UndoneUndoing {
        @Step(compensate = "release")
        void reserve(String stock) {}

        @Step(compensate = "reserve")
        void release(String stock) {}
    }

    static class PrivateStep {
        @Step
        private void hidden() {}
    }

    static class StaticStep {
        @Step
        static void shared() {}
    }

    static class FinalStep {
        @Step
        final void sealed() {}
    }

    static final class FinalClass {
        @Step
        void pay() {}
    }

    @Workflow
    record RecordWorkflow() {
        public void process() {}
    }

    @Workflow
    @Scope("prototype")
    static class Prototype {
        public void process() {}
    }

    static class Overloaded {
        @Step
        void pay(int amount) {}

        @Step
        void pay(String amount) {}
    }

    static class SameName {
        @Step
        void pay() {}

        @Step(name = "pay")
        void settle() {}
    }

    static class PrivateConstructor {
        private PrivateConstructor() {}

        @Step
        void pay() {}
    }

    @Workflow
    static class TransactionalMethod {
        @Transactional
        public void process() {}
    }

    @Workflow
    @Transactional
    static class TransactionalClass {
        public void process() {}
    }

    @Workflow
    static class AsyncMethod {
        @Async
        public void process() {}
    }

    @Workflow
    @Async
    static class AsyncClass {
        public void process() {}
    }

    static class AsyncStep {
        @Step
        @Async
        void pay() {}
    }

    @Workflow
    static class FutureResult {
        public CompletableFuture<String> process() {
            return CompletableFuture.completedFuture("");
        }
    }

    @Workflow
    abstract static class PublisherBase<T> {
        public abstract T process();
    }

    static class PublisherResult extends PublisherBase<Flow.Publisher<String>> {
        @Override
        public Flow.Publisher<String> process() {
            return subscriber -> {};
        }
    }

    @Workflow
    static class StreamInput {
        public void process(Stream<String> input) {}
    }

    static class FutureStep {
        @Step
        CompletableFuture<String> pay() {
            return CompletableFuture.completedFuture("");
        }
    }

    @Workflow
    static class TwoInputs {
        public void process(String one, String two) {}
    }

    @Workflow
    static class TwoContexts {
        public void process(WorkflowContext one, WorkflowContext two) {}
    }

    @Workflow
    static class NoCandidate {
        void process() {}
    }

    @Workflow
    static class SeveralCandidates {
        public void one() {}

        public void two() {}
    }

    static class StepAndWorkflow {
        @Step
        @Workflow
        public void process() {}
    }

    @Configuration
    static class ConfigurationSteps {
        @Bean
        String text() {
            return "";
        }

        @Step
        void pay() {}
    }

    static class NoUnit {
        @Step(backoff = "30")
        void pay() {}
    }

    @Workflow(timeout = "soon")
    static class BadDuration {
        public void process() {}
    }

    static class ZeroAttempts {
        @Step(maxAttempts = 0)
        void pay() {}
    }

    static class SmallMultiplier {
        @Step(multiplier = 0.5)
        void pay() {}
    }

    @Workflow(version = 0)
    static class ZeroVersion {
        public void process() {}
    }

    @Workflow(workerConcurrency = 0)
    static class ZeroConcurrency {
        public void process() {}
    }

    @Workflow(concurrency = 0)
    static class NoPlaces {
        public void process() {}
    }

    @Workflow(concurrency = -2)
    static class NegativePlaces {
        public void process() {}
    }

    @Workflow(throttle = "10/xyz")
    static class BadThrottle {
        public void process() {}
    }

    @Workflow(throttle = "10/60")
    static class ThrottleWithoutUnit {
        public void process() {}
    }

    @Workflow(concurrency = 1, concurrencyKey = "customer..id")
    static class BadPath {
        public void process() {}
    }

    @Workflow(concurrencyKey = "customer")
    static class KeyOnly {
        public void process() {}
    }

    @Workflow(throttle = "1/1s", onLimit = OnLimit.REJECT)
    static class RejectOnly {
        public void process() {}
    }

    @Workflow(priority = {1, 2})
    static class TwoPriorities {
        public void process() {}
    }

    @Workflow(priority = 1_000_001)
    static class HugePriority {
        public void process() {}
    }

    @Workflow(name = "${no.such.key}")
    static class Unresolved {
        public void process() {}
    }

    @Workflow(name = " ")
    static class BlankName {
        public void process() {}
    }

    @Workflow(on = "")
    static class BlankEvent {
        public void process() {}
    }

    @Workflow(on = {"order.created", "order.created"})
    static class SameEvent {
        public void process() {}
    }

    @Workflow(cron = "0 3 * *")
    static class BadCron {
        public void process() {}
    }

    @Workflow(cron = "0 3 * * *", zone = "Mars/Olympus")
    static class BadZone {
        public void process() {}
    }

    @Workflow(
            cron = "0 3 * * *",
            overlap = {Overlap.SKIP, Overlap.WAIT})
    static class TwoOverlaps {
        public void process() {}
    }

    @Workflow(cron = "0 3 * * *", catchUp = -2)
    static class NegativeCatchUp {
        public void process() {}
    }

    @Workflow(cron = "0 3 * * *", catchUp = 10001)
    static class LargeCatchUp {
        public void process() {}
    }

    @Workflow(zone = "Asia/Tokyo")
    static class ZoneOnly {
        public void process() {}
    }

    @Workflow(overlap = Overlap.SKIP)
    static class OverlapOnly {
        public void process() {}
    }

    @Workflow(catchUp = 0)
    static class CatchUpOnly {
        public void process() {}
    }

    @Workflow(cron = "0 3 * * *")
    static class PrimitiveInput {
        public void process(WorkflowContext context, int input) {}
    }

    @Workflow(cron = "0 3 * * *")
    static class NonNullInput {
        public void process(@NonNull String input) {}
    }

    interface Twins {}

    @Workflow(name = "twin")
    static class Twin implements Twins {
        public void process() {}

        @Step
        void charge() {}
    }

    @Workflow(name = "twin")
    static class OtherTwin {
        public void process() {}
    }

    @Workflow(aliases = "twin")
    static class AliasOfTwin {
        public void process() {}
    }

    @Workflow
    static class WithContext {
        public void process(WorkflowContext context) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class BeanMethod {
        @Bean
        Twin twin() {
            return new Twin();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BeanMethodOfAnInterface {
        @Bean
        Twins twin() {
            return new Twin();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyBeanMethod {
        @Bean
        @Lazy
        Twin twin() {
            return new Twin();
        }
    }

    static class Factory implements FactoryBean<Twin> {
        @Override
        public Twin getObject() {
            return new Twin();
        }

        @Override
        public Class<?> getObjectType() {
            return Twin.class;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyFactory {
        @Bean
        @Lazy
        Factory twin() {
            return new Factory();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MockedBean {
        @Bean
        Twin twin() {
            return Mockito.mock(Twin.class);
        }
    }

    interface Shipping {
        void ship();
    }

    static class InterfaceProxied implements Shipping {
        @Override
        @Step
        public void ship() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class HidingProxies {
        @Bean
        static org.springframework.beans.factory.config.BeanPostProcessor hiding() {
            return new org.springframework.beans.factory.config.BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof Shipping ? new ProxyFactory(bean).getProxy() : bean;
                }
            };
        }
    }
}
