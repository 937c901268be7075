package ringside;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.vaadin.flow.component.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The floors of the house, and what each of them refuses. */
class ArchitectureTest {
  private static final Path CLASSES = Path.of("target/classes/ringside");

  /** HotSpot's limit: it never compiles a longer method. */
  private static final int LARGEST_METHOD = 8_000;

  /** Top to bottom; packages of one floor do not know each other unless a rule below says so. */
  private static final List<List<String>> FLOORS =
      List.of(List.of("web", "cli"), List.of("course"), List.of("lab"), List.of("emulator"));

  /** Top to bottom inside the emulator. */
  private static final List<String> EMULATOR =
      List.of(
          "machine",
          "engine",
          "device",
          "vmx",
          "svm",
          "cpu",
          "paging",
          "memory",
          "asm",
          "isa",
          "trace",
          "softfloat",
          "bits");

  private static final JavaClasses RINGSIDE = new ClassFileImporter().importPath(CLASSES);

  @TestFactory
  Stream<DynamicTest> floorsImportDownwardsOnly() {
    var tests = new ArrayList<DynamicTest>();
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (var lower : FLOORS.get(floor)) {
        var above =
            FLOORS.subList(0, floor + 1).stream()
                .flatMap(List::stream)
                .filter(name -> !name.equals(lower))
                .map(name -> "ringside." + name + "..")
                .toArray(String[]::new);
        tests.add(
            DynamicTest.dynamicTest(
                lower,
                () ->
                    noClasses()
                        .that()
                        .resideInAPackage("ringside." + lower + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .because(
                            "data goes up as records and commands come down as values; what is"
                                + " below can be tested and reused without what is above")
                        .allowEmptyShould(true)
                        .check(RINGSIDE)));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> emulatorPackagesImportDownwardsOnly() {
    return Stream.iterate(1, i -> i < EMULATOR.size(), i -> i + 1)
        .map(i ->
            DynamicTest.dynamicTest(
                EMULATOR.get(i),
                () ->
                    noClasses()
                        .that()
                        .resideInAPackage("ringside.emulator." + EMULATOR.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                            EMULATOR.subList(0, i).stream()
                                .map(name -> "ringside.emulator." + name + "..")
                                .toArray(String[]::new))
                        .because(
                            "the machine is built from parts that do not know what they are"
                                + " built into")
                        .allowEmptyShould(true)
                        .check(RINGSIDE)));
  }

  @Test
  void everyEmulatorPackageHasItsPlace() throws IOException {
    try (var packages = Files.list(CLASSES.resolve("emulator"))) {
      assertThat(packages.map(path -> path.getFileName().toString()))
          .as("a package that is not in the order above escapes every rule")
          .isSubsetOf(EMULATOR);
    }
  }

  @Test
  void assemblerAndInstructionTableKnowNoProcessor() {
    noClasses()
        .that()
        .resideInAnyPackage("ringside.emulator.asm..", "ringside.emulator.isa..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ringside.emulator.cpu..", "ringside.emulator.memory..")
        .because("a row of the table is data: it is encoded, decoded and printed without a machine")
        .check(RINGSIDE);
  }

  @Test
  void devicesSeeAnOffsetAndNothingElse() {
    noClasses()
        .that()
        .resideInAPackage("ringside.emulator.device..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ringside.emulator.cpu..", "ringside.emulator.paging..")
        .because("a device that reads the processor's state is not that device")
        .check(RINGSIDE);
  }

  @Test
  void emulatorIsPure() {
    noClasses()
        .that()
        .resideInAPackage("ringside.emulator..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "bring in the world outside", ArchitectureTest::isOfTheWorldOutside))
        .because(
            "a run is a function of image, configuration and input log: no files, threads, network,"
                + " wall clock, randomness, logging or framework can be part of it")
        .check(RINGSIDE);
  }

  @Test
  void emulatorAsksNoClock() {
    noClasses()
        .that()
        .resideInAPackage("ringside.emulator..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "asks java.time what time it is",
                call ->
                    call.getTarget().getName().equals("now")
                        && call.getTargetOwner().getPackageName().equals("java.time")))
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .because("time is the count of ticks, and nothing else about the host may matter")
        .check(RINGSIDE);
  }

  @Test
  void commandLineStartsWithoutSpring() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "ringside.cli..", "ringside.lab..", "ringside.emulator..", "ringside.course.lesson..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "com.vaadin..", "jakarta..")
        .because("an author waits for it at every save")
        .check(RINGSIDE);
  }

  @Test
  void pagesKnowTheLibraryAndNotTheLaboratory() {
    noClasses()
        .that()
        .resideInAPackage("ringside.web.ui..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ringside.emulator..", "ringside.lab.recording..")
        .because("the player reads recordings by itself; a page only says which one")
        .check(RINGSIDE);
    noClasses()
        .that()
        .resideInAPackage("ringside.web.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ringside.web.ui..", "ringside.web.app..", "com.vaadin..")
        .because("the API is there for any client")
        .check(RINGSIDE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("ringside.(**)").should().beFreeOfCycles().check(RINGSIDE);
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    var bare =
        RINGSIDE.stream()
            .map(JavaClass::getPackageName)
            .distinct()
            .filter(name -> !isNullMarked(name))
            .toList();
    assertThat(bare).as("packages without a package-info that says @NullMarked").isEmpty();
  }

  @Test
  void noEmulatorMethodIsTooLargeToCompile() throws IOException {
    try (var files = Files.walk(CLASSES.resolve("emulator"))) {
      var large =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .flatMap(ArchitectureTest::methods)
              .filter(method -> method.size() > LARGEST_METHOD)
              .toList();
      assertThat(large)
          .as("HotSpot never compiles a method over %d bytecodes", LARGEST_METHOD)
          .isEmpty();
    }
  }

  @Test
  void viewsAreFinal() {
    classes()
        .that()
        .areAssignableTo(Component.class)
        .and()
        .resideInAPackage("ringside.web.ui..")
        .should()
        .haveModifier(JavaModifier.FINAL)
        .because("a component composes others; nobody extends a page")
        .check(RINGSIDE);
  }

  private record Method(String name, int size) {}

  private static Stream<Method> methods(Path file) {
    try {
      var type = ClassFile.of().parse(file);
      return type.methods().stream()
          .map(method ->
              new Method(
                  type.thisClass().asInternalName() + "." + method.methodName(), size(method)));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static int size(MethodModel method) {
    return method.findAttribute(Attributes.code()).map(code -> code.codeLength()).orElse(0);
  }

  private static boolean isNullMarked(String packageName) {
    try {
      return Class.forName(packageName + ".package-info").isAnnotationPresent(NullMarked.class);
    } catch (ClassNotFoundException _) {
      return false;
    }
  }

  /**
   * Tables that all machines share may be filled by any machine's thread; that is not concurrency.
   */
  private static boolean isOfTheWorldOutside(JavaClass type) {
    var name = type.getName();
    if (name.equals("java.util.concurrent.ConcurrentHashMap")) {
      return false;
    }
    return Stream.of(
                "java.io.File",
                "java.nio.file.",
                "java.nio.channels.",
                "java.net.",
                "java.time.Clock",
                "java.time.InstantSource",
                "java.time.zone.",
                "java.lang.Thread",
                "java.util.concurrent.",
                "java.util.Timer",
                "java.util.Random",
                "java.util.random.",
                "java.security.SecureRandom",
                "java.util.logging.",
                "javax.")
            .anyMatch(name::startsWith)
        || !Stream.of("java.", "ringside.", "org.jspecify.", "[").anyMatch(name::startsWith)
            && !type.isPrimitive()
            && !type.getBaseComponentType().isPrimitive();
  }
}
