package dev.kagzi.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;

/** The server's rules of direction. {@code root} is the package they are applied below. */
enum ServerArchitecture {
    NO_CYCLES {
        @Override
        ArchRule rule(String root) {
            return slices().matching(root + ".(**)")
                    .should()
                    .beFreeOfCycles()
                    .because("a feature that can be read alone can be changed alone")
                    .allowEmptyShould(true);
        }
    },
    ONLY_REPOSITORIES_TOUCH_JDBC {
        @Override
        ArchRule rule(String root) {
            return noClasses()
                    .that(describe(
                            "are no repositories, none of the rows they read, and outside of database",
                            type -> !type.getName().contains("Repository")
                                    && !type.getSimpleName().endsWith("Row")
                                    && !resideInAnyPackage(root + ".database..", root + ".signal..")
                                            .test(type)))
                    .and(describe(
                            "are not the line at start-up",
                            type -> !type.getSimpleName().equals("StartupLine")))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
                            .or(resideInAPackage("org.springframework.jdbc.core..")))
                    .because("SQL is found where it is looked for: beside the feature's other SQL")
                    .allowEmptyShould(true);
        }
    },
    CONTROLLERS_AND_REPOSITORIES_ARE_NOT_PUBLIC {
        @Override
        ArchRule rule(String root) {
            return classes()
                    .that()
                    .haveSimpleNameEndingWith("Controller")
                    .or()
                    .haveSimpleNameEndingWith("Repository")
                    .should()
                    .notBePublic()
                    .because("a feature is reached through its rules and not around them")
                    .allowEmptyShould(true);
        }
    },
    SHARED_PACKAGES_KNOW_NO_FEATURE {
        @Override
        ArchRule rule(String root) {
            return noClasses()
                    .that(resideInAnyPackage(shared(root)))
                    .should()
                    .dependOnClassesThat(describe(
                            "belong to a feature",
                            type -> resideInAPackage(root + "..").test(type)
                                    && !resideInAnyPackage(shared(root)).test(type)))
                    .because("what everybody stands on cannot stand on one of them")
                    .allowEmptyShould(true);
        }
    },
    ONLY_CONTROLLERS_AND_WEB_KNOW_HTTP {
        @Override
        ArchRule rule(String root) {
            return noClasses()
                    .that(describe(
                            "are no controllers and outside of web, security and console",
                            type -> !type.getName().contains("Controller")
                                    && !type.getSimpleName().endsWith("Argument")
                                    && !resideInAnyPackage(root + ".web..", root + ".security..", root + ".console..")
                                            .test(type)))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(
                            "jakarta.servlet..", "org.springframework.http..", "org.springframework.web.."))
                    .because("rules that know no HTTP serve every door")
                    .allowEmptyShould(true);
        }
    },
    TIME_COMES_FROM_THE_DATABASE {
        @Override
        ArchRule rule(String root) {
            return noClasses()
                    .that()
                    .doNotHaveSimpleName("DatabaseClock")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .because("servers whose clocks disagree would judge leases differently")
                    .allowEmptyShould(true);
        }
    },
    NOBODY_SLEEPS {
        @Override
        ArchRule rule(String root) {
            return noClasses()
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .orShould()
                    .callMethod(Thread.class, "sleep", long.class, int.class)
                    .because("who waits is woken, and can be stopped")
                    .allowEmptyShould(true);
        }
    },
    EVERY_PACKAGE_IS_NULL_MARKED {
        @Override
        ArchRule rule(String root) {
            return classes()
                    .should(new ArchCondition<JavaClass>("be in a @NullMarked package") {
                        @Override
                        public void check(JavaClass type, ConditionEvents events) {
                            boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                            events.add(new SimpleConditionEvent(
                                    type, marked, type.getName() + " is in a package that is not @NullMarked"));
                        }
                    })
                    .because("null is checked where it is marked, and nowhere else")
                    .allowEmptyShould(true);
        }
    },
    EXCEPTIONS_HAVE_NAMES {
        @Override
        ArchRule rule(String root) {
            return noClasses()
                    .that()
                    .haveSimpleNameNotEndingWith("Exception")
                    .should()
                    .callConstructor(RuntimeException.class, String.class)
                    .orShould()
                    .callConstructor(RuntimeException.class, String.class, Throwable.class)
                    .because("a handler can only tell apart what has a name")
                    .allowEmptyShould(true);
        }
    };

    abstract ArchRule rule(String root);

    private static String[] shared(String root) {
        return new String[] {
            root + ".database..",
            root + ".input..",
            root + ".metrics..",
            root + ".problem..",
            root + ".settings..",
            root + ".shutdown..",
            root + ".startup..",
            root + ".web.."
        };
    }
}
