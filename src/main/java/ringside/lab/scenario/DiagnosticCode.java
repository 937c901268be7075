package ringside.lab.scenario;

import java.util.Locale;
import ringside.lab.scenario.Diagnostic.Severity;

/** Every mistake that an author can be told about. Texts are in {@code diagnostics.properties}. */
public enum DiagnosticCode {
  FILE_MISSING(Severity.ERROR),
  FILE_OUTSIDE(Severity.ERROR),
  FILE_TOO_LARGE(Severity.ERROR),
  FILE_NOT_UTF8(Severity.ERROR),
  FILE_UNREADABLE(Severity.ERROR),
  NOTHING_HERE(Severity.ERROR),

  YAML_EMPTY(Severity.ERROR),
  YAML_SYNTAX(Severity.ERROR),
  YAML_ALIAS(Severity.ERROR),
  YAML_DEPTH(Severity.ERROR),
  YAML_DUPLICATE_KEY(Severity.ERROR),
  YAML_MANY_DOCUMENTS(Severity.ERROR),

  UNKNOWN_KEY(Severity.ERROR),
  MISSING_KEY(Severity.ERROR),
  WRONG_TYPE(Severity.ERROR),
  NOT_ONE_OF(Severity.ERROR),
  BAD_FORM(Severity.ERROR),
  OUT_OF_RANGE(Severity.ERROR),
  SCHEMA(Severity.ERROR),

  DUPLICATE_ID(Severity.ERROR),
  RESERVED_NAME(Severity.ERROR),
  UNKNOWN_NAME(Severity.ERROR),
  ONE_OF_TWO(Severity.ERROR),
  OPTIONS(Severity.ERROR),
  VALUE_OF(Severity.ERROR),
  PROBE_ARCHITECTURAL(Severity.ERROR),
  OUTSIDE_MEMORY(Severity.ERROR),
  OVERLAP(Severity.ERROR),

  BOOT_FAILED(Severity.ERROR),

  UNDEFINED_SYMBOL(Severity.ERROR),
  EXPRESSION(Severity.ERROR),
  ASSEMBLY(Severity.ERROR),
  ASSEMBLY_WARNING(Severity.WARNING),
  ORIGIN_DIFFERS(Severity.ERROR),
  INSTRUCTION_UNKNOWN(Severity.WARNING),
  INSTRUCTION_UNSUPPORTED(Severity.WARNING),

  TEXT_NO_TITLE(Severity.ERROR),
  TEXT_NO_OBJECTIVE(Severity.ERROR),
  TEXT_MISSING(Severity.ERROR),
  TEXT_UNKNOWN(Severity.ERROR),
  TEXT_DUPLICATE(Severity.ERROR),
  TEXT_HTML(Severity.WARNING),
  IMAGE_WITHOUT_ALT(Severity.ERROR),
  REMOTE_ASSET(Severity.ERROR),

  CHECK_NEEDS_WINDOW(Severity.ERROR),
  CHECK_UNSATISFIABLE(Severity.ERROR),
  CHECK_VACUOUS(Severity.ERROR),
  CHECK_FAILED(Severity.FAILURE),
  STEP_NEVER(Severity.FAILURE),
  STEP_OUT_OF_ORDER(Severity.FAILURE),
  PREDICTION_UNDECIDED(Severity.ERROR),
  PREDICTION_AMBIGUOUS(Severity.FAILURE),
  PREDICTION_NO_CHOICE(Severity.FAILURE),
  PREDICTION_NEVER(Severity.FAILURE),
  LIMIT_HIT(Severity.FAILURE),
  DIVERGED(Severity.FAILURE),
  EMULATOR_BUG(Severity.FAILURE),
  LOCK_MISSING(Severity.FAILURE),
  LOCK_DRIFT(Severity.FAILURE),

  LESSON_NO_PREDICTION(Severity.WARNING),
  LESSON_NO_SCENARIO(Severity.ERROR),
  LESSON_DIFFERS(Severity.ERROR),
  LESSON_UNKNOWN_DIRECTIVE(Severity.ERROR),
  QUIZ_ANSWER(Severity.ERROR);

  private final Severity severity;

  DiagnosticCode(Severity severity) {
    this.severity = severity;
  }

  public Severity severity() {
    return severity;
  }

  /** The code that authors see and search for: {@code unknown-key}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
