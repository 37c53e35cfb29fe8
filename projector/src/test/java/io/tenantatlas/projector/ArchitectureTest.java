package io.tenantatlas.projector;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tenantatlas.projector.source.SourceConnections;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** What may see what. */
@AnalyzeClasses(
    packages = "io.tenantatlas.projector",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "io.tenantatlas.projector";
  private static final String CHANGE = ROOT + ".change..";
  private static final String PROJECTION = ROOT + ".projection..";
  private static final String BADGE = ROOT + ".projection.badge..";
  private static final String STORE = ROOT + ".store..";
  private static final String AUDIT = ROOT + ".audit..";
  private static final String CAPTURE = ROOT + ".capture..";
  private static final String SOURCE = ROOT + ".source..";
  private static final String PUBLISH = ROOT + ".publish..";
  private static final String PIPELINE = ROOT + ".pipeline..";
  private static final String CONFIG = ROOT + ".config..";

  /** How the present instant can be asked for without an injected clock. */
  private static final Set<String> CLOCK_READERS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalTime.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.OffsetTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Year.now",
          "java.time.YearMonth.now");

  @ArchTest
  static final ArchRule changeAndProjectionSeeOnlyTheJdkAndEachOther =
      classes()
          .that()
          .resideInAnyPackage(CHANGE, PROJECTION)
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("java..")
                  .and(DescribedPredicate.not(resideInAPackage("java.sql..")))
                  .or(resideInAPackage("org.jspecify.."))
                  .or(resideInAPackage(CHANGE))
                  .or(resideInAPackage(PROJECTION)))
          .as("change and projection see only the JDK, the nullness annotations and each other");

  @ArchTest
  static final ArchRule changeDoesNotSeeTheProjection =
      noClasses()
          .that()
          .resideInAPackage(CHANGE)
          .should()
          .dependOnClassesThat(resideInAPackage(PROJECTION));

  @ArchTest
  static final ArchRule badgesSeeOnlyThemselves =
      classes()
          .that()
          .resideInAPackage(BADGE)
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("java.lang..")
                  .or(resideInAPackage("java.util.."))
                  .or(resideInAPackage("org.jspecify.."))
                  .or(resideInAPackage(BADGE)))
          .as("badges see only themselves, collections and text");

  @ArchTest
  static final ArchRule kafkaIsSeenOnlyWhereTheLogIsReadOrWritten =
      noClasses()
          .that()
          .resideOutsideOfPackages(CAPTURE, PUBLISH, PIPELINE, CONFIG)
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.apache.kafka..")
                  .or(resideInAPackage("org.springframework.kafka..")));

  @ArchTest
  static final ArchRule theSourceSeesNeitherTheCaptureNorTheStore =
      noClasses()
          .that()
          .resideInAPackage(SOURCE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(CAPTURE, STORE, PIPELINE, PUBLISH, PROJECTION, CONFIG));

  @ArchTest
  static final ArchRule debeziumIsSeenOnlyByTheCapture =
      noClasses()
          .that()
          .resideOutsideOfPackages(CAPTURE, CONFIG)
          .should()
          .dependOnClassesThat(resideInAPackage("io.debezium.."));

  @ArchTest
  static final ArchRule jdbcIsSeenOnlyByTheStoreTheAuditAndWhoAsksTheSource =
      noClasses()
          .that()
          .resideOutsideOfPackages(STORE, AUDIT, CAPTURE, SOURCE, CONFIG)
          .should()
          .dependOnClassesThat(
              resideInAPackage("java.sql..")
                  .or(resideInAPackage("javax.sql.."))
                  .or(resideInAPackage("org.postgresql.."))
                  .or(resideInAPackage("org.springframework.jdbc..")));

  /** So that all of them connect as Spring Boot's settings say. */
  @ArchTest
  static final ArchRule kafkasClientsAreMadeInOnePlace =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(KafkaProducer.class, KafkaConsumer.class)
          .orShould()
          .callMethod(Admin.class, "create", Map.class);

  /** So that all of them have the TLS that the source's URL asks for. */
  @ArchTest
  static final ArchRule connectionsToTheSourceAreMadeInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(SourceConnections.class)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(DriverManager.class);

  @ArchTest
  static final ArchRule springIsSeenOnlyByTheApplicationTheConfigurationAndTheAdapters =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, CONFIG, STORE, AUDIT, CAPTURE, PUBLISH, PIPELINE)
          .should()
          .dependOnClassesThat(resideInAPackage("org.springframework.."));

  @ArchTest
  static final ArchRule noPackagesDependOnEachOtherInACircle =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingButTheConfigurationReadsTheSystemsClock =
      noClasses()
          .that()
          .resideOutsideOfPackage(CONFIG)
          .should()
          .callCodeUnitWhere(readsTheSystemsClock());

  @ArchTest
  static final ArchRule nothingIsInjectedIntoFields =
      noFields()
          .should()
          .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
          .orShould()
          .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
          .orShould()
          .beAnnotatedWith("jakarta.inject.Inject")
          .orShould()
          .beAnnotatedWith("jakarta.annotation.Resource");

  /**
   * {@code Instant.now(clock)} is allowed, {@code Instant.now()} and {@code new Date()} are not.
   */
  private static DescribedPredicate<JavaCall<?>> readsTheSystemsClock() {
    return DescribedPredicate.describe(
        "it reads the system's clock",
        call -> {
          CodeUnitCallTarget target = call.getTarget();
          String owner = target.getOwner().getName();
          boolean withoutClock =
              target.getRawParameterTypes().stream()
                  .noneMatch(type -> type.isEquivalentTo(Clock.class));
          boolean systemClock =
              owner.equals(Clock.class.getName())
                  && (target.getName().startsWith("system") || target.getName().startsWith("tick"));
          boolean newDate =
              owner.equals(Date.class.getName())
                  && target.getName().equals("<init>")
                  && target.getRawParameterTypes().isEmpty();
          return withoutClock
              && (systemClock || newDate || CLOCK_READERS.contains(owner + "." + target.getName()));
        });
  }
}
