package ringside.emulator.isa;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.FormEncoder.Fit;
import ringside.emulator.isa.FormEncoder.Misfit;
import ringside.emulator.isa.Operand.ImmediateOperand;
import ringside.emulator.isa.Operand.MemoryOperand;
import ringside.emulator.isa.Operand.RegisterOperand;

/**
 * Encodes lines of assembly from the rows of a table, choosing what NASM 2.16 chooses.
 *
 * <p>Every row of the mnemonic is tried with every operand size that it may have. Of those that
 * fit, a row whose fields hold the operands whole goes before one that cuts them, then the
 * shortest, then the one with the shorter immediate, then the first of the table. Immutable and
 * thread-safe.
 */
public final class Encoder {
  private static final int FORMS_SHOWN = 4;
  private static final int NAMES_SHOWN = 3;

  private final Map<String, List<Form>> forms = new LinkedHashMap<>();

  /** An encoder of all rows of {@code table} that are not aliases. */
  public Encoder(InstructionTable table) {
    for (InstructionRow row : table.rows()) {
      if (row.attributes().has(RowAttributes.Flag.ALIAS)) {
        continue;
      }
      List<OperandCode> operands =
          row.operands().stream().filter(operand -> !operand.place().hidden()).toList();
      if (row.opcode().block() != Opcode.Block.CONDITION) {
        add(new Form(row, row.mnemonic(), 0, operands));
        continue;
      }
      String stem = row.mnemonic().substring(0, row.mnemonic().length() - 2);
      for (int condition = 0; condition < 16; condition++) {
        for (String name : Conditions.NAMES.get(condition)) {
          add(new Form(row, stem + name, condition, operands));
        }
      }
    }
  }

  private void add(Form form) {
    forms.computeIfAbsent(form.mnemonic(), _ -> new ArrayList<>()).add(form);
  }

  /** Every mnemonic, upper case, conditions spelled out. */
  public Set<String> mnemonics() {
    return Collections.unmodifiableSet(forms.keySet());
  }

  /** Encodes one line. */
  public EncodingResult encode(EncodingRequest request) {
    String mnemonic = request.mnemonic().toUpperCase(Locale.ROOT);
    List<Form> named = forms.get(mnemonic);
    if (named == null) {
      return new EncodingError.UnknownMnemonic(mnemonic, near(mnemonic));
    }
    CodeMode mode = request.mode();
    Register wide = mode == CodeMode.BITS_64 ? null : registerOf64BitCode(request);
    if (wide != null) {
      return new EncodingError.NotInMode("the register " + wide, mode, List.of(CodeMode.BITS_64));
    }
    int count = request.operands().size();
    List<Form> counted = named.stream().filter(form -> form.operands().size() == count).toList();
    if (counted.isEmpty()) {
      return new EncodingError.OperandCount(mnemonic, count, descriptions(named, mode));
    }
    List<Form> here = counted.stream().filter(form -> form.row().in(mode)).toList();
    if (here.isEmpty()) {
      List<CodeMode> modes =
          Stream.of(CodeMode.values())
              .filter(other -> counted.stream().anyMatch(form -> form.row().in(other)))
              .toList();
      return new EncodingError.NotInMode(counted.getFirst().mnemonic(), mode, modes);
    }
    return best(request, mnemonic, here, counted);
  }

  private static EncodingResult best(
      EncodingRequest request, String mnemonic, List<Form> here, List<Form> everywhere) {
    List<Fit> fits = new ArrayList<>();
    List<Misfit> misfits = new ArrayList<>();
    for (Form form : here) {
      int stage = OperandKinds.stage(form, request);
      if (stage < OperandMatch.SIZES) {
        misfits.add(new Misfit(form, stage, null));
        continue;
      }
      for (int size : OperandSizes.of(form, request)) {
        switch (new FormEncoder(form, request, size).encode()) {
          case Fit fit -> fits.add(fit);
          case Misfit misfit -> misfits.add(misfit);
        }
      }
    }
    if (fits.isEmpty()) {
      return explain(request, mnemonic, misfits, everywhere);
    }
    int stated = statedSize(request, here);
    if (stated != 0 && fits.stream().anyMatch(fit -> fit.guessedSize() == stated)) {
      fits.removeIf(fit -> fit.guessedSize() != stated);
    }
    List<Integer> sizes = fits.stream().map(Fit::guessedSize).distinct().sorted().toList();
    if (sizes.size() > 1) {
      return new EncodingError.SizeUnspecified(
          mnemonic, sizes.stream().map(Encoder::sizeWord).toList());
    }
    return fits.stream()
        .min(
            Comparator.comparing(Fit::lossy)
                .thenComparing(fit -> fit.encoding().length())
                .thenComparing(Fit::fieldBytes))
        .orElseThrow()
        .encoding();
  }

  /** The size of an immediate, which tells that of memory where both are always the same. */
  private static int statedSize(EncodingRequest request, List<Form> forms) {
    for (int i = 0; i < request.operands().size(); i++) {
      if (request.operands().get(i) instanceof ImmediateOperand immediate) {
        for (Form form : forms) {
          OperandCode code = form.operands().get(i);
          if (code.place() == OperandCode.Place.IMMEDIATE && code.size().followsOperandSize()) {
            return immediate.size();
          }
        }
      }
    }
    return 0;
  }

  /** What to tell the author: of all the tries, the one that came nearest. */
  private static EncodingError explain(
      EncodingRequest request, String mnemonic, List<Misfit> misfits, List<Form> everywhere) {
    int stage = misfits.stream().mapToInt(Misfit::stage).max().orElse(-1);
    List<Misfit> nearest = misfits.stream().filter(misfit -> misfit.stage() == stage).toList();
    for (Misfit misfit : nearest) {
      if (misfit.error() != null) {
        return misfit.error();
      }
    }
    CodeMode mode = request.mode();
    if (stage < OperandMatch.SIZES) {
      for (Form form : everywhere) {
        List<CodeMode> modes = modes(form, request);
        if (!modes.isEmpty()) {
          return new EncodingError.NotInMode(form.description(modes.getFirst()), mode, modes);
        }
      }
    }
    List<String> descriptions = descriptions(nearest.stream().map(Misfit::form).toList(), mode);
    return stage < OperandMatch.SIZES
        ? new EncodingError.OperandMismatch(
            mnemonic, stage, OperandText.kind(request.operands().get(stage)), descriptions)
        : new EncodingError.SizeMismatch(
            mnemonic, request.operands().stream().map(OperandText::size).toList(), descriptions);
  }

  /** The modes in which the line is this form, if it is not in the present one. */
  private static List<CodeMode> modes(Form form, EncodingRequest request) {
    return form.row().in(request.mode())
        ? List.of()
        : Stream.of(CodeMode.values())
            .filter(mode -> form.row().in(mode))
            .filter(mode -> OperandKinds.stage(form, request.in(mode)) == OperandMatch.SIZES)
            .toList();
  }

  private static @Nullable Register registerOf64BitCode(EncodingRequest request) {
    for (Operand operand : request.operands()) {
      if (operand instanceof RegisterOperand(Register register) && register.needsRex()) {
        return register;
      }
      if (operand instanceof MemoryOperand memory) {
        for (Operand.Term term : memory.address().terms()) {
          if (term.register().needsRex()) {
            return term.register();
          }
        }
      }
    }
    return null;
  }

  private static List<String> descriptions(List<Form> forms, CodeMode mode) {
    Set<String> texts = new LinkedHashSet<>();
    forms.stream()
        .filter(form -> form.row().in(mode) && !form.has(RowAttributes.Flag.SYNONYM))
        .forEach(form -> texts.add(form.description(mode)));
    return texts.stream().limit(FORMS_SHOWN).toList();
  }

  /** The assembly word for a size in bytes. */
  static String sizeWord(int size) {
    return switch (size) {
      case 1 -> "byte";
      case 2 -> "word";
      case 4 -> "dword";
      case 8 -> "qword";
      case 10 -> "tword";
      case 16 -> "oword";
      default -> "yword";
    };
  }

  private List<String> near(String mnemonic) {
    int limit = mnemonic.length() <= 3 ? 1 : 2;
    record Near(String name, int distance) {}
    return forms.keySet().stream()
        .map(name -> new Near(name, EditDistance.between(mnemonic, name)))
        .filter(near -> near.distance <= limit)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(NAMES_SHOWN)
        .map(Near::name)
        .toList();
  }
}
