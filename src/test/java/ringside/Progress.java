package ringside;

import java.lang.reflect.Method;
import java.time.Duration;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** Tells when each long test begins, how long it took, and why it could not be run. */
final class Progress implements InvocationInterceptor {
  @Override
  public void interceptTestMethod(
      Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    run(test, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    run(test, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> test, DynamicTestInvocationContext invocation, ExtensionContext context)
      throws Throwable {
    run(test, context);
  }

  private static void run(Invocation<Void> test, ExtensionContext context) throws Throwable {
    String name = name(context);
    long start = System.nanoTime();
    say(name + " begins");
    try {
      test.proceed();
    } catch (TestAbortedException reason) {
      say("%s is skipped: %s".formatted(name, reason.getMessage()));
      throw reason;
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      say("%s: %d min %d s".formatted(name, took.toMinutes(), took.toSecondsPart()));
    }
  }

  /** Class, method and parameters; a dynamic test has them from the method that made it. */
  private static String name(ExtensionContext context) {
    ExtensionContext owner = context;
    while (owner.getTestMethod().isEmpty()) {
      owner = owner.getParent().orElseThrow();
    }
    String method = owner.getRequiredTestMethod().getName();
    String shown = context.getDisplayName();
    return owner.getRequiredTestClass().getSimpleName()
        + (shown.startsWith(method) ? " " : " " + method + " ")
        + shown;
  }

  private static void say(String line) {
    System.out.println("[LONG] " + line);
  }
}
