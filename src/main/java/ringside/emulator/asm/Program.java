package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the passes of one run share: symbols, sections and where they were placed. */
final class Program {
  static final String FIRST_SECTION = ".text";

  private final SymbolTable symbols = new SymbolTable();
  private final List<Section> sections = new ArrayList<>();
  private List<Section> imageOrder = List.of();
  @Nullable Long origin;

  private final long defaultOrigin;

  Program(SourceRange start, long defaultOrigin) {
    this.defaultOrigin = defaultOrigin;
    sections.add(new Section(FIRST_SECTION, null, start));
  }

  SymbolTable symbols() {
    return symbols;
  }

  /** All sections, in the order in which the source names them. */
  List<Section> sections() {
    return sections;
  }

  /** The sections with bytes, in the order of the image. */
  List<Section> imageOrder() {
    return imageOrder;
  }

  Section firstSection() {
    return sections.getFirst();
  }

  /** The section of that name, made if it is new. */
  Section section(String name, SourceRange range) {
    for (Section section : sections) {
      if (section.name().equals(name)) {
        return section;
      }
    }
    Section section = new Section(name, name.equals(".bss") ? null : sections.getLast(), range);
    sections.add(section);
    return section;
  }

  /**
   * Address of the image's first byte: what {@code org} says, or where the first section starts.
   */
  long imageStart() {
    Long wanted = wantedOrigin();
    return wanted == null ? imageOrder.getFirst().loadAddress() : wanted;
  }

  private @Nullable Long wantedOrigin() {
    return origin == null && defaultOrigin != 0 ? Long.valueOf(defaultOrigin) : origin;
  }

  void beginPass(int pass) {
    symbols.beginPass(pass);
    origin = null;
    sections.forEach(Section::beginPass);
  }

  /** Places the sections; true if one of them moved. */
  boolean layOut(Diagnostics diagnostics) {
    record Place(long load, long address) {}
    List<Place> before =
        sections.stream().map(s -> new Place(s.loadAddress(), s.address())).toList();
    imageOrder = Layout.place(sections, wantedOrigin(), diagnostics);
    List<Place> after =
        sections.stream().map(s -> new Place(s.loadAddress(), s.address())).toList();
    return !before.equals(after);
  }
}
