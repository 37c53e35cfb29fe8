package io.tenantatlas.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Autowired;

@AnalyzeClasses(packages = "io.tenantatlas.query", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule onlyTheStoreSpeaksJdbc =
      noClasses()
          .that()
          .resideOutsideOfPackage("..store")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql", "org.springframework.jdbc..", "org.springframework.dao..");

  @ArchTest
  static final ArchRule waitingKnowsNoFramework =
      noClasses()
          .that()
          .resideInAPackage("..freshness")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "jakarta..", "io.micrometer..");

  @ArchTest
  static final ArchRule onlyHttpKnowsHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages("..http", "..docs", "..config", "..security")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.http..", "org.springframework.web..", "jakarta..");

  @ArchTest
  static final ArchRule securityKnowsTokensAndNoData =
      classes()
          .that()
          .resideInAPackage("..security")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "jakarta.servlet..",
              "com.nimbusds..",
              "com.github.benmanes.caffeine..",
              "org.springframework.security..",
              "org.jspecify..",
              "io.tenantatlas.service.startup..",
              "..query.security");

  @ArchTest
  static final ArchRule onlyHttpKnowsWhoAsks =
      noClasses()
          .that()
          .resideOutsideOfPackages("..http", "..config", "..security")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..security");

  @ArchTest
  static final ArchRule onlyTheConfigurationReadsClocks =
      noClasses()
          .that()
          .resideOutsideOfPackage("..config")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule nothingIsInjectedIntoFields =
      noClasses().should().dependOnClassesThat().areAssignableTo(Autowired.class);

  @ArchTest
  static final ArchRule theProjectorIsKnownByItsSchemaOnly =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.tenantatlas.projector..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.tenantatlas.query.(*)..").should().beFreeOfCycles();
}
