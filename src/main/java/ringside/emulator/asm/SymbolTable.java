package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The labels and constants of a run, with the values that the latest pass gave them. */
final class SymbolTable {

  /** One symbol. */
  static final class Entry {
    private Value value;
    private int pass;
    private final boolean constant;
    private final SourceRange range;

    Entry(Value value, int pass, boolean constant, SourceRange range) {
      this.value = value;
      this.pass = pass;
      this.constant = constant;
      this.range = range;
    }

    Value value() {
      return value;
    }

    /** Whether {@code equ} defined it, and no label. */
    boolean isConstant() {
      return constant;
    }

    SourceRange range() {
      return range;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private int pass;
  private boolean changed;

  void beginPass(int pass) {
    this.pass = pass;
    changed = false;
  }

  /** Whether a symbol got a new value in this pass. */
  boolean changed() {
    return changed;
  }

  /**
   * Gives a symbol its value in this pass.
   *
   * @return the earlier definition of this pass if that says otherwise, else null
   */
  @Nullable Entry define(String name, Value value, boolean constant, SourceRange range) {
    Entry entry = entries.get(name);
    if (entry == null) {
      entries.put(name, new Entry(value, pass, constant, range));
      changed = true;
      return null;
    }
    boolean same = same(entry.value, value);
    if (entry.pass == pass) {
      return same && entry.constant == constant ? null : entry;
    }
    changed |= !same;
    entry.value = value;
    entry.pass = pass;
    return null;
  }

  private static boolean same(Value a, Value b) {
    return a.number() == b.number()
        && a.terms().equals(b.terms())
        && (a.unknown() == null) == (b.unknown() == null);
  }

  @Nullable Value find(String name) {
    Entry entry = entries.get(name);
    return entry == null ? null : entry.value;
  }

  boolean isDefinedInThisPass(String name) {
    Entry entry = entries.get(name);
    return entry != null && entry.pass == pass;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  /** Names that could have been meant: without the ones that macros made up. */
  Collection<String> names() {
    List<String> names = new ArrayList<>(entries.keySet());
    names.removeIf(name -> name.startsWith("..@"));
    return names;
  }
}
