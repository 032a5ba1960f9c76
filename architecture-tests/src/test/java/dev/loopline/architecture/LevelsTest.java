package dev.loopline.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LevelsTest {
  /** The level of each component: it may use what is below it, never its neighbours. */
  private static final Map<String, Integer> LEVELS =
      Map.ofEntries(
          Map.entry("kernel", 0),
          Map.entry("stats", 0),
          Map.entry("http", 0),
          Map.entry("product", 2),
          Map.entry("source", 2),
          Map.entry("workflow", 2),
          Map.entry("metadata", 2),
          Map.entry("features", 3),
          Map.entry("registry", 3),
          Map.entry("training", 4),
          Map.entry("serving", 4),
          Map.entry("monitoring", 5),
          Map.entry("delivery", 5),
          Map.entry("server", 7),
          Map.entry("worker", 7),
          Map.entry("local", 8));

  /** Neighbours that the plan allows by name. */
  private static final Set<String> ALLOWED = Set.of("http -> kernel", "server -> worker");

  /** Modules that speak HTTP only. */
  private static final Set<String> HTTP_ONLY = Set.of("cli", "client");

  private static final JavaClasses LOOPLINE = House.classes();

  @Test
  void dependenciesRunDownTheLevels() {
    ArchRuleDefinition.classes()
        .that(DescribedPredicate.describe("have a level", c -> LEVELS.containsKey(component(c))))
        .should(
            new ArchCondition<JavaClass>("use only lower levels") {
              @Override
              public void check(JavaClass origin, ConditionEvents events) {
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                  String from = component(origin);
                  String to = component(dependency.getTargetClass());
                  if (!allowed(from, to)) {
                    events.add(
                        SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                  }
                }
              }
            })
        .check(LOOPLINE);
  }

  @Test
  void whatSpeaksHttpOnlyUsesTheClientAlone() {
    for (String module : HTTP_ONLY) {
      noClasses()
          .that()
          .resideInAPackage("dev.loopline." + module + "..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are of the server", c -> !List.of("", module, "client").contains(component(c))))
          .check(LOOPLINE);
    }
  }

  @Test
  void everyComponentHasALevel() {
    assertThat(LOOPLINE)
        .allSatisfy(
            c ->
                assertThat(LEVELS.containsKey(component(c)) || HTTP_ONLY.contains(component(c)))
                    .as(c.getName())
                    .isTrue());
  }

  @Test
  void internalsAreReachedOnlyFromTheirOwnComponent() {
    ArchRuleDefinition.classes()
        .should(
            new ArchCondition<JavaClass>("stay out of others' internals") {
              @Override
              public void check(JavaClass origin, ConditionEvents events) {
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                  JavaClass target = dependency.getTargetClass();
                  if (target.getPackageName().contains(".internal")
                      && target.getPackageName().startsWith("dev.loopline.")
                      && !component(origin).equals(component(target))) {
                    events.add(
                        SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                  }
                }
              }
            })
        .check(LOOPLINE);
  }

  @Test
  void packagesAreAcyclic() {
    SlicesRuleDefinition.slices()
        .matching("dev.loopline.(**)")
        .should()
        .beFreeOfCycles()
        .check(LOOPLINE);
  }

  @Test
  void sqlLivesInInternalPackagesAndTheKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..internal..", "dev.loopline.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.jdbi..")
        .check(LOOPLINE);
  }

  @Test
  void helidonLivesInHttpPackagesAndTheServer() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..http..", "dev.loopline.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.helidon..")
        .check(LOOPLINE);
  }

  @Test
  void enginesLiveInTheComponentThatOwnsThem() {
    Map<String, String[]> owners =
        Map.of(
            "org.rocksdb..", new String[] {"dev.loopline.features.."},
            "org.apache.iceberg..", new String[] {"dev.loopline.features.."},
            "ai.onnxruntime..", new String[] {"dev.loopline.serving..", "dev.loopline.training.."},
            "org.apache.hc..", new String[] {"dev.loopline.http.outgoing.."},
            "graphql..", new String[] {"dev.loopline.metadata.http.graphql.."},
            "ml.dmlc..", new String[] {"dev.loopline.training.."},
            // The demo pushes its example as a user's git would: a client of the server's.
            "org.eclipse.jgit..",
                new String[] {"dev.loopline.source..", "dev.loopline.local.demo.."},
            "org.flywaydb..", new String[] {"dev.loopline.kernel.db.."});
    owners.forEach(
        (engine, packages) ->
            noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(engine)
                .allowEmptyShould(true)
                .check(LOOPLINE));
  }

  @Test
  void timeAndChanceComeFromTheKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.loopline.kernel..")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            java.util.Random.class,
            java.security.SecureRandom.class,
            java.util.concurrent.ThreadLocalRandom.class)
        .check(LOOPLINE);
  }

  private static boolean allowed(String from, String to) {
    Integer own = LEVELS.get(from);
    Integer other = LEVELS.get(to);
    return own == null
        || from.equals(to)
        || (other == null ? !HTTP_ONLY.contains(to) || own >= 8 : other < own)
        || ALLOWED.contains(from + " -> " + to);
  }

  /** The component of one of our classes, or the empty string. */
  private static String component(JavaClass c) {
    String name = c.getPackageName();
    if (!name.startsWith("dev.loopline.")) {
      return "";
    }
    String rest = name.substring("dev.loopline.".length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
