package dev.kagzi;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The directions of the starter. Each rule is broken once, by the classes of {@code dev.kagzi.violation}. */
class ArchitectureTests {

    private static final JavaClasses STARTER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The other modules come as jars or as directories, depending on how far the build goes.
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .withImportOption(location -> !location.contains("/kagzi-protocol/"))
            .importPackages("dev.kagzi");

    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages("dev.kagzi.violation");

    static Stream<ArchRule> rules() {
        return Stream.of(
                slices().matching("dev.kagzi.(**)")
                        .should()
                        .beFreeOfCycles()
                        .because(
                                "two packages that need each other are one package that cannot be understood in parts"),
                noClasses()
                        .that()
                        .resideInAPackage("..replay..")
                        .should()
                        .dependOnClassesThat(resideInAPackage("org.springframework..")
                                .or(resideInAPackage("java.io..").and(nameMatching(".*(Stream|Reader|Writer|File)")))
                                .or(resideInAPackage("java.net.."))
                                .or(nameMatching("java\\.time\\.Clock")))
                        .because("replay decides from history and the next call alone: no I/O, no clock, no Spring, so"
                                + " that every decision can be tested as a value"),
                noClasses()
                        .that()
                        .resideOutsideOfPackages("..transport..", "..autoconfigure..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.net.http..",
                                "org.apache.hc..",
                                "org.springframework.http..",
                                "org.springframework.web..")
                        .because("only transport knows HTTP: all else survives another wire"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..autoconfigure..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("..autoconfigure..")
                        .because("parts are put together from outside; a part that reaches for the configuration cannot"
                                + " be used without it"),
                noClasses()
                        .that()
                        .resideInAPackage("..definition..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("..worker..", "..intercept..", "..transport..", "..client..", "..replay..")
                        .because("what is declared is known before anything runs"),
                noClasses()
                        .that()
                        .doNotHaveSimpleName("SystemClock")
                        .should()
                        .callMethod(Instant.class, "now")
                        .because("time comes from one clock that tests can set"),
                noClasses()
                        .should()
                        .callMethod(Thread.class, "sleep", long.class)
                        .because("a thread that sleeps hears neither a drain nor a lost lease: wait for a condition"),
                noClasses()
                        .should()
                        .accessField(System.class, "out")
                        .because("an application's output belongs to the application: use its log"),
                classes()
                        .that()
                        .areAssignableTo(Exception.class)
                        .should()
                        .beAssignableTo(KagziException.class)
                        .because("users catch everything of Kagzi with one type"),
                classes()
                        .that()
                        .haveSimpleName("package-info")
                        .should()
                        .beAnnotatedWith(NullMarked.class)
                        .because("a type without a mark says nothing about null"),
                classes()
                        .should()
                        .haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Processor|Data|Info)")
                        .because("such a name fits everything and finds nothing: name the thing"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(STARTER);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void failsWhereItIsBroken(ArchRule rule) {
        assertThat(rule.evaluate(VIOLATIONS).hasViolation()).isTrue();
    }
}
