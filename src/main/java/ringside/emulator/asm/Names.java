package ringside.emulator.asm;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ringside.emulator.isa.Register;

/** The words of the language that are neither instructions nor the author's own. */
final class Names {
  /** Directives that can stand where an instruction can. */
  static final List<String> DIRECTIVES =
      List.of(
          "absolute",
          "align",
          "alignb",
          "at",
          "bits",
          "common",
          "cpu",
          "db",
          "dd",
          "default",
          "do",
          "dq",
          "dt",
          "dw",
          "endstruc",
          "equ",
          "extern",
          "global",
          "iend",
          "incbin",
          "istruc",
          "org",
          "resb",
          "resd",
          "reso",
          "resq",
          "rest",
          "resw",
          "section",
          "segment",
          "static",
          "struc",
          "times",
          "use16",
          "use32",
          "use64");

  /** What the preprocessor knows, without the percent sign. */
  static final List<String> PREPROCESSOR_DIRECTIVES =
      List.of(
          "assign",
          "clear",
          "define",
          "defstr",
          "deftok",
          "elif",
          "elifdef",
          "elifndef",
          "else",
          "endif",
          "endmacro",
          "endrep",
          "error",
          "exitmacro",
          "exitrep",
          "fatal",
          "if",
          "ifctx",
          "ifdef",
          "ifempty",
          "ifid",
          "ifidn",
          "ifidni",
          "ifmacro",
          "ifn",
          "ifnctx",
          "ifndef",
          "ifnempty",
          "ifnid",
          "ifnidn",
          "ifnidni",
          "ifnmacro",
          "ifnnum",
          "ifnstr",
          "ifntoken",
          "ifnum",
          "ifstr",
          "iftoken",
          "imacro",
          "include",
          "line",
          "macro",
          "pop",
          "pragma",
          "push",
          "rep",
          "repl",
          "rmacro",
          "rotate",
          "strcat",
          "strlen",
          "substr",
          "undef",
          "unmacro",
          "warning",
          "xdefine");

  /** Attributes of a section. */
  static final List<String> SECTION_ATTRIBUTES =
      List.of("align", "follows", "nobits", "progbits", "start", "valign", "vfollows", "vstart");

  /** Words that can stand before an operand. */
  static final Set<String> OPERAND_WORDS =
      Set.of(
          "byte", "word", "dword", "qword", "tword", "oword", "yword", "zword", "short", "near",
          "far", "strict", "to", "ptr", "rel", "abs", "nosplit");

  private Names() {}

  /** The register's name in lower case; null if the word is no register. */
  static @Nullable String register(String word) {
    Register register = Register.of(word);
    return register == null ? null : register.name();
  }

  /** Size in bytes of {@code byte} to {@code zword}, or 0. */
  static int size(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "byte" -> 1;
      case "word" -> 2;
      case "dword", "long" -> 4;
      case "qword" -> 8;
      case "tword" -> 10;
      case "oword" -> 16;
      case "yword" -> 32;
      case "zword" -> 64;
      default -> 0;
    };
  }

  /**
   * Bytes of one item of {@code db} or {@code resb} and their like, told by the last letter; or 0.
   */
  static int itemSize(String directive) {
    return switch (directive) {
      case "db", "resb" -> 1;
      case "dw", "resw" -> 2;
      case "dd", "resd" -> 4;
      case "dq", "resq" -> 8;
      case "dt", "rest" -> 10;
      case "do", "ddq", "reso", "resdq" -> 16;
      case "dy", "resy" -> 32;
      case "dz", "resz" -> 64;
      default -> 0;
    };
  }
}
