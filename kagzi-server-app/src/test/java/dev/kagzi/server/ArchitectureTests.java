package dev.kagzi.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTests {

    private static final String ROOT = "dev.kagzi.server";
    private static final String PLANTED = "dev.kagzi.planted";

    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(PLANTED);

    @ParameterizedTest
    @EnumSource(ServerArchitecture.class)
    void theServerKeepsTo(ServerArchitecture rule) {
        rule.rule(ROOT).check(SERVER);
    }

    /** Beside the server lies a package that breaks every rule once. */
    @ParameterizedTest
    @EnumSource(ServerArchitecture.class)
    void findsWhatBreaks(ServerArchitecture rule) {
        assertThat(rule.rule(PLANTED).evaluate(VIOLATIONS).hasViolation()).isTrue();
    }
}
