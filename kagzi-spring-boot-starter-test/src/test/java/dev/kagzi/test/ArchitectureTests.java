package dev.kagzi.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.kagzi.test");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.kagzi.test.(*)..")
                .should()
                .beFreeOfCycles()
                .because("each part is understood on top of the ones below it")
                .check(CLASSES);
    }

    @Test
    void theServerInMemoryKnowsTheContractOnly() {
        classes()
                .that()
                .resideInAPackage("dev.kagzi.test.server")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.kagzi.test.server",
                        "dev.kagzi.protocol..",
                        "dev.kagzi.cron",
                        "com.github.f4b6a3.uuid..",
                        "java..",
                        "org.jspecify.annotations")
                .because(
                        "it stands in for a server that knows neither workers nor applications, and is compared with it")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTheAutoConfiguration() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.kagzi.test.autoconfigure")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.kagzi.test.autoconfigure")
                .because("Spring Boot finds it, and applications may leave it out")
                .check(CLASSES);
    }
}
