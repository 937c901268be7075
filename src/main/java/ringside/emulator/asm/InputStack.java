package ringside.emulator.asm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files, macro bodies and repetitions that are being read, innermost first. */
final class InputStack {
  private final SourceProvider sources;
  private final Limits limits;
  private final Diagnostics diagnostics;
  private final Deque<Input> inputs = new ArrayDeque<>();
  private int files;

  InputStack(SourceProvider sources, Limits limits, Diagnostics diagnostics) {
    this.sources = sources;
    this.limits = limits;
    this.diagnostics = diagnostics;
  }

  /** The innermost input, or null behind the end of the main file. */
  @Nullable Input peek() {
    return inputs.peek();
  }

  /** The innermost input, which is there while a line is processed. */
  Input top() {
    return inputs.getFirst();
  }

  boolean isEmpty() {
    return inputs.isEmpty();
  }

  void push(Input input) {
    inputs.push(input);
  }

  void pop() {
    if (inputs.pop() instanceof Input.File) {
      files--;
    }
  }

  /** Whether no more macro calls and repetitions may be opened. */
  boolean isTooDeep() {
    return inputs.size() - files >= limits.macroDepth();
  }

  /** The macros whose bodies are being read, which a call of their name would not expand again. */
  List<MultiLineMacro> activeMacros() {
    List<MultiLineMacro> active = new ArrayList<>();
    for (Input input : inputs) {
      MacroCall call = input.call();
      if (call != null && !call.macro().recursive()) {
        active.add(call.macro());
      }
    }
    return active;
  }

  /** Leaves the innermost input of a kind and everything inside it; false if there is none. */
  boolean exit(Class<? extends Input> kind) {
    if (inputs.stream().noneMatch(kind::isInstance)) {
      return false;
    }
    for (Input input : inputs) {
      input.exited = true;
      if (kind.isInstance(input)) {
        break;
      }
    }
    return true;
  }

  /**
   * Goes on with another file.
   *
   * @param range where it is asked for
   * @return false if it cannot be read, which has been reported
   */
  boolean include(String path, SourceRange range) {
    if (files >= limits.includeDepth()) {
      diagnostics.error(
          DiagnosticCode.INCLUDE_TOO_DEEP, range, path, String.valueOf(limits.includeDepth()));
      return false;
    }
    return switch (sources.open(path, currentFile())) {
      case SourceProvider.Missing _ -> {
        diagnostics.error(DiagnosticCode.FILE_MISSING, range, path);
        yield false;
      }
      case SourceProvider.Refused _ -> {
        diagnostics.error(DiagnosticCode.FILE_REFUSED, range, path);
        yield false;
      }
      case SourceProvider.Found(String name, byte[] bytes) -> {
        if (bytes.length > limits.sourceCharacters()) {
          diagnostics.error(
              DiagnosticCode.FILE_TOO_LONG, range, path, String.valueOf(limits.sourceCharacters()));
          yield false;
        }
        inputs.push(new Input.File(name, new Lexer(name, decode(name, bytes), diagnostics)));
        files++;
        yield true;
      }
    };
  }

  private String decode(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      diagnostics.error(DiagnosticCode.NOT_UTF8, new SourceRange(name, 1, 1, 0), name);
      return "";
    }
  }

  private String currentFile() {
    for (Input input : inputs) {
      if (input instanceof Input.File file) {
        return file.name();
      }
    }
    return "";
  }
}
