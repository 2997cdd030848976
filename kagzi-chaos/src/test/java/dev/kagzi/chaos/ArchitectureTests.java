package dev.kagzi.chaos;

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
            .importPackages("dev.kagzi.chaos");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.kagzi.chaos.(*)..")
                .should()
                .beFreeOfCycles()
                .because("each part is understood on top of the ones below it")
                .check(CLASSES);
    }

    @Test
    void theJudgeKnowsOnlyTheEvidence() {
        classes()
                .that()
                .resideInAPackage("dev.kagzi.chaos.check")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.kagzi.chaos.check", "dev.kagzi.chaos.evidence", "java..", "org.jspecify.annotations")
                .because("a verdict must follow from what was recorded, not from how it came about")
                .check(CLASSES);
    }

    @Test
    void nothingSharesCodeWithTheServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.kagzi.server..")
                .because("a check that uses the code it checks has the same mistakes")
                .check(CLASSES);
    }
}
