package dev.kagzi.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.kagzi.demo");

    @Test
    void theShopDoesNotKnowThatItIsShown() {
        noClasses()
                .that()
                .resideInAPackage("dev.kagzi.demo.shop")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.kagzi.demo.showcase")
                .because("the shop is the example that people copy")
                .check(classes);
    }

    @Test
    void theShowcaseIsACustomer() {
        noClasses()
                .that()
                .resideInAPackage("dev.kagzi.demo.showcase")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.kagzi.client")
                .because("it shows what the shop's own endpoint does, not what Kagzi's client does")
                .check(classes);
    }
}
