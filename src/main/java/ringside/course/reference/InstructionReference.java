package ringside.course.reference;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ringside.course.lesson.Words;
import ringside.course.reference.Encoding.Note;
import ringside.course.reference.InstructionTexts.Group;
import ringside.emulator.isa.InstructionRow;
import ringside.emulator.isa.InstructionTable;
import ringside.emulator.isa.RowAttributes;

/** The instructions by mnemonic, in alphabetical order. */
public final class InstructionReference {
  private static final List<String> CONDITIONAL = List.of("CMOV", "SET", "J");

  private final Map<String, Entry> entries;

  /** How an instruction stands to virtualization. Popek and Goldberg, CACM 1974. */
  public enum Sensitivity {
    /** It traps outside ring 0. */
    PRIVILEGED,
    /** It traps where the ring is outside IOPL. */
    IOPL,
    /** Sensitive, and it does not trap: one of the seventeen. */
    SENSITIVE,
    /** A hypervisor need not see it. */
    INNOCUOUS
  }

  /**
   * An instruction.
   *
   * @param name its mnemonic; {@code Jcc} for sixteen
   * @param group what kind it is of
   * @param encodings in the order of the table
   * @param needs CPUID features that it needs, each once
   * @param exits VM exits of VT-x that a hypervisor may ask for, each once
   * @param intercepts those of AMD-V
   * @param text what it does; absent for those that the group's words suffice for
   * @param why what is sensitive about it, for one of the seventeen
   * @param iopl whether it needs the ring to be inside IOPL
   * @param synonyms mnemonics with one of its encodings: POPFQ for POPF
   */
  public record Entry(
      String name,
      Group group,
      List<Encoding> encodings,
      List<String> needs,
      List<String> exits,
      List<String> intercepts,
      @Nullable Words text,
      @Nullable Words why,
      boolean iopl,
      Set<String> synonyms) {

    public Optional<Words> description() {
      return Optional.ofNullable(text);
    }

    public Optional<Words> sensitiveBecause() {
      return Optional.ofNullable(why);
    }

    /** Name in addresses: {@code jcc}. */
    public String slug() {
      return name.toLowerCase(Locale.ROOT);
    }

    public Sensitivity sensitivity() {
      if (why != null) {
        return Sensitivity.SENSITIVE;
      }
      if (encodings.stream().allMatch(encoding -> encoding.notes().contains(Note.CPL0))) {
        return Sensitivity.PRIVILEGED;
      }
      return iopl ? Sensitivity.IOPL : Sensitivity.INNOCUOUS;
    }

    /** Whether one of its mnemonics is among those that a run executed. */
    public boolean ranIn(Set<String> mnemonics) {
      return mnemonics.contains(name) || synonyms.stream().anyMatch(mnemonics::contains);
    }
  }

  private InstructionReference(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /** Puts a table and its words together. */
  public static InstructionReference of(InstructionTable table, InstructionTexts texts) {
    Map<String, List<InstructionRow>> byName = new LinkedHashMap<>();
    for (InstructionRow row : table.rows()) {
      byName.computeIfAbsent(row.mnemonic(), name -> new ArrayList<>()).add(row);
    }
    Map<String, Set<String>> byOpcode = new HashMap<>();
    for (InstructionRow row : table.rows()) {
      byOpcode.computeIfAbsent(row.encoding(), opcode -> new TreeSet<>()).add(row.mnemonic());
    }
    Map<String, Entry> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.forEach((name, rows) -> {
      Class<?> owner = ownerOf(rows);
      entries.put(
          name,
          new Entry(
              name,
              texts.group(owner).orElseGet(() -> unnamed(owner)),
              rows.stream().map(Encoding::of).toList(),
              named(rows, RowAttributes::cpuid),
              named(rows, RowAttributes::vmx),
              named(rows, RowAttributes::svm),
              texts.instructions().get(name),
              texts.sensitive().get(name),
              texts.iopl().contains(name),
              synonyms(name, rows, byOpcode)));
    });
    return new InstructionReference(entries);
  }

  /** What an attribute of the rows names, each name once. */
  private static List<String> named(
      List<InstructionRow> rows, Function<RowAttributes, @Nullable String> attribute) {
    return rows.stream()
        .map(row -> attribute.apply(row.attributes()))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  private static Set<String> synonyms(
      String name, List<InstructionRow> rows, Map<String, Set<String>> byOpcode) {
    Set<String> synonyms = new TreeSet<>();
    rows.forEach(row -> synonyms.addAll(byOpcode.getOrDefault(row.encoding(), Set.of())));
    synonyms.remove(name);
    return synonyms;
  }

  /** Words for instructions that the table does not have: nobody would ever read them. */
  public static List<String> unread(InstructionTable table, InstructionTexts texts) {
    var names =
        table.rows().stream()
            .map(InstructionRow::mnemonic)
            .collect(Collectors.toCollection(TreeSet::new));
    var told = new TreeSet<>(texts.instructions().keySet());
    told.addAll(texts.sensitive().keySet());
    told.removeAll(names);
    return List.copyOf(told);
  }

  /** Classes of the table that no group has words for. */
  public static List<String> unnamedGroups(InstructionTable table, InstructionTexts texts) {
    return table.methods().stream()
        .map(Method::getDeclaringClass)
        .distinct()
        .filter(owner -> texts.group(owner).isEmpty())
        .<String>map(Class::getSimpleName)
        .toList();
  }

  /** The class of the semantic methods that carry most of the rows. */
  private static Class<?> ownerOf(List<InstructionRow> rows) {
    Map<Class<?>, Integer> counts = new LinkedHashMap<>();
    rows.forEach(row -> counts.merge(row.method().getDeclaringClass(), 1, Integer::sum));
    return Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  /** A page without a heading is better than no page: the class's own name. */
  private static Group unnamed(Class<?> owner) {
    String name = owner.getSimpleName();
    return new Group(name, name, null);
  }

  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** The entry of a mnemonic as disassembly writes it: {@code je} finds {@code Jcc}. */
  public Optional<Entry> find(String mnemonic) {
    return Optional.ofNullable(entries.get(mnemonic))
        .or(() ->
            CONDITIONAL.stream()
                .filter(stem -> mnemonic.regionMatches(true, 0, stem, 0, stem.length()))
                .map(stem -> entries.get(stem + "cc"))
                .filter(Objects::nonNull)
                .findFirst());
  }

  /** Entries whose name, group or words contain what was typed; those that begin with it first. */
  public List<Entry> search(String typed, Locale language) {
    String wanted = typed.strip().toLowerCase(Locale.ROOT);
    Comparator<Entry> beginnersFirst = Comparator.comparing(e -> !e.slug().startsWith(wanted));
    return entries.values().stream()
        .filter(entry -> text(entry, language).contains(wanted))
        .sorted(beginnersFirst)
        .toList();
  }

  private static String text(Entry entry, Locale language) {
    String text = entry.name() + " " + entry.group().in(language);
    return (text + " " + entry.description().map(words -> words.in(language)).orElse(""))
        .toLowerCase(Locale.ROOT);
  }
}
