package ringside.lab.scenario;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ringside.lab.scenario.YamlNode.Scalar;

/**
 * Compiles the expressions of one run of a scenario: CEL over the processor's state, memory, the
 * symbols of the assembled programs, and one event.
 *
 * <p>Everything is declared, so a name that nobody has is found here, with its column.
 */
public final class Expressions {
  private static final int MAX_LENGTH = 2000;
  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");

  /** A program's name alone is a number, and {@code kernel.entri} asks it for a field. */
  private static final Pattern NO_FIELD = Pattern.compile("does not support field selection");

  private static final Pattern QUALIFIED = Pattern.compile("[A-Za-z_]\\w*(\\.\\w+)+");

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseRecursionDepth(64)
          .comprehensionMaxIterations(10_000)
          .errorOnIntWrap(false)
          .build();

  private final Map<String, Long> labels;
  private final Set<String> fields;
  private final Cel conditions;
  private final Cel values;
  private final Diagnostics diagnostics;

  /**
   * Prepares to compile.
   *
   * @param labels addresses by qualified name: {@code kernel.entry}
   * @param probeFields what probe events have beside {@link EventWords#COMMON}
   */
  public Expressions(Map<String, Long> labels, Set<String> probeFields, Diagnostics diagnostics) {
    this.labels = Map.copyOf(labels);
    this.diagnostics = diagnostics;
    this.fields = new HashSet<>(EventWords.COMMON);
    fields.addAll(probeFields);
    EventWords.FIELDS.values().forEach(fields::addAll);
    this.conditions = environment(SimpleType.BOOL);
    this.values = environment(SimpleType.DYN);
  }

  private Cel environment(CelType result) {
    CelBuilder builder =
        CelFactory.plannerCelBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(result)
            .addVar("event", MapType.create(SimpleType.STRING, SimpleType.DYN));
    for (String name : StateNames.variables()) {
      CelType type =
          name.equals("mode") || name.equals("console") ? SimpleType.STRING : SimpleType.INT;
      builder.addVar(name, type);
      if (StateNames.isRegister(name)) {
        builder.addVar("before." + name, type);
      }
    }
    labels.keySet().forEach(label -> builder.addVar(label, SimpleType.INT));
    List<String> late = new ArrayList<>();
    for (int bits = 8; bits <= 64; bits *= 2) {
      for (String space : List.of("mem", "phys")) {
        declare(builder, late, space + bits, "_int", SimpleType.INT, SimpleType.INT);
      }
    }
    declare(builder, late, "flag", "_string", SimpleType.BOOL, SimpleType.STRING);
    return builder.addLateBoundFunctions(late).build();
  }

  private static void declare(
      CelBuilder builder,
      List<String> late,
      String name,
      String suffix,
      CelType result,
      CelType argument) {
    builder.addFunctionDeclarations(
        CelFunctionDecl.newFunctionDeclaration(
            name, CelOverloadDecl.newGlobalOverload(name + suffix, result, argument)));
    late.add(name);
  }

  /** Compiles a condition; empty where it is wrong, and then a diagnostic says why. */
  public Optional<Expression> condition(Scalar source) {
    return compile(source, conditions);
  }

  /** Compiles a value of any type. */
  public Optional<Expression> value(Scalar source) {
    return compile(source, values);
  }

  private Optional<Expression> compile(Scalar source, Cel cel) {
    CelValidationResult result = cel.compile(source.text());
    if (result.hasError()) {
      result.getErrors().forEach(issue -> report(issue, source));
      return Optional.empty();
    }
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      return fieldsExist(tree, source)
          ? Optional.of(expression(source, tree, cel))
          : Optional.empty();
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Expression expression(Scalar source, CelAbstractSyntaxTree tree, Cel cel)
      throws CelEvaluationException {
    Set<String> names = new HashSet<>();
    Map<String, Long> mentioned = new HashMap<>();
    boolean[] memory = {false};
    tree.getReferenceMap()
        .values()
        .forEach(reference -> {
          Long label = labels.get(reference.name());
          if (label != null) {
            mentioned.put(reference.name(), label);
          } else if (!reference.name().isEmpty()) {
            names.add(reference.name());
          }
          memory[0] |=
              reference.overloadIds().stream().anyMatch(id -> id.matches("(mem|phys)\\d+_int"));
        });
    return new Expression(
        source, Set.copyOf(names), Map.copyOf(mentioned), memory[0], cel.createProgram(tree));
  }

  /** CEL takes any field of a map; we know which fields events have. */
  private boolean fieldsExist(CelAbstractSyntaxTree tree, Scalar source) {
    List<CelExpr> wrong =
        CelNavigableAst.fromAst(tree)
            .getRoot()
            .allNodes()
            .map(node -> node.expr())
            .filter(e -> e.exprKind().getKind() == Kind.SELECT)
            .filter(e -> e.select().operand().exprKind().getKind() == Kind.IDENT)
            .filter(e -> e.select().operand().ident().name().equals("event"))
            .filter(e -> !fields.contains(e.select().field()))
            .toList();
    for (CelExpr select : wrong) {
      String field = select.select().field();
      int column = Math.max(0, source.text().indexOf("event." + field)) + "event.".length() + 1;
      diagnostics.add(
          DiagnosticCode.UNKNOWN_NAME,
          source.at(1, column),
          "sort",
          "event field",
          "name",
          field,
          "suggestion",
          Suggestions.nearest(field, fields).orElse("kind, text, lane"));
    }
    return wrong.isEmpty();
  }

  private void report(CelIssue issue, Scalar source) {
    int line = Math.max(1, issue.getSourceLocation().getLine());
    int column = Math.max(0, issue.getSourceLocation().getColumn());
    Matcher undeclared = UNDECLARED.matcher(issue.getMessage());
    if (undeclared.matches()) {
      unknown(undeclared.group(1), source.at(line, column + 1));
      return;
    }
    Matcher name = QUALIFIED.matcher(source.text());
    while (line == 1 && NO_FIELD.matcher(issue.getMessage()).find() && name.find()) {
      if (name.start() <= column && column < name.end()) {
        unknown(name.group(), source.at(1, name.start() + 1));
        return;
      }
    }
    diagnostics.add(
        DiagnosticCode.EXPRESSION,
        source.at(line, column + 1),
        "expression",
        source.text(),
        "problem",
        issue.getMessage().lines().findFirst().orElse(""));
  }

  private void unknown(String name, SourceLocation where) {
    List<String> known = new ArrayList<>(labels.keySet());
    known.addAll(StateNames.variables());
    diagnostics.add(
        name.contains(".") ? DiagnosticCode.UNDEFINED_SYMBOL : DiagnosticCode.UNKNOWN_NAME,
        where,
        "sort",
        "name",
        "name",
        name,
        "suggestion",
        Suggestions.nearest(name, known).orElseGet(() -> near(name)));
  }

  private String near(String name) {
    String program = name.split("\\.", 2)[0];
    List<String> siblings =
        labels.keySet().stream()
            .filter(l -> l.startsWith(program + "."))
            .sorted()
            .limit(8)
            .toList();
    return siblings.isEmpty() ? "rip, rax, cpl, tick" : String.join(", ", siblings);
  }
}
