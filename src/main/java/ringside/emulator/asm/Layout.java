package ringside.emulator.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places the sections of a flat image as NASM's {@code bin} format does ("Multisection Support for
 * the bin Format" in its manual): explicit starts first, then {@code follows}, then one after the
 * other at their alignment; sections without bytes come last.
 */
final class Layout {
  private static final long DEFAULT_ALIGNMENT = 4;

  private final List<Section> sections;
  private final @Nullable Long origin;
  private final Diagnostics diagnostics;

  private Layout(List<Section> sections, @Nullable Long origin, Diagnostics diagnostics) {
    this.sections = sections;
    this.origin = origin;
    this.diagnostics = diagnostics;
  }

  /**
   * Gives every section its addresses.
   *
   * @param sections in the order in which the source named them, {@code .text} first
   * @return the sections with bytes, in image order
   */
  static List<Section> place(
      List<Section> sections, @Nullable Long origin, Diagnostics diagnostics) {
    return new Layout(sections, origin, diagnostics).place();
  }

  private List<Section> place() {
    List<Section> withBytes = new ArrayList<>();
    List<Section> withoutBytes = new ArrayList<>();
    for (Section section : sections) {
      (section.nobits ? withoutBytes : withBytes).add(section);
    }
    List<Section> order = byStart(byFollows(withBytes));
    placeInImage(order);
    placeVirtually(order, withoutBytes);
    return order;
  }

  /** Moves each group whose leader names a predecessor behind it. */
  private List<Section> byFollows(List<Section> sections) {
    List<Section> order = new ArrayList<>(sections);
    for (Section leader : sections) {
      if (leader.follows == null) {
        continue;
      }
      Section target = find(order, leader.follows);
      if (target == null || target == leader) {
        diagnostics.error(
            DiagnosticCode.SECTION_UNKNOWN, leader.range, leader.name(), leader.follows);
        continue;
      }
      int from = order.indexOf(leader);
      int to = from + 1;
      while (to < order.size()
          && order.get(to) != target
          && order.get(to).start == null
          && order.get(to).follows == null) {
        to++;
      }
      List<Section> group = new ArrayList<>(order.subList(from, to));
      order.removeAll(group);
      order.addAll(order.indexOf(target) + 1, group);
    }
    return order;
  }

  /** Sorts groups by the start address of their leader. */
  private static List<Section> byStart(List<Section> sections) {
    List<Section> order = new ArrayList<>();
    int from = 0;
    while (from < sections.size()) {
      Section leader = sections.get(from);
      int to = from + 1;
      while (to < sections.size() && sections.get(to).start == null) {
        to++;
      }
      int at = 0;
      while (at < order.size() && !startsBefore(leader, order.get(at))) {
        at++;
      }
      order.addAll(at, sections.subList(from, to));
      from = to;
    }
    return order;
  }

  private static boolean startsBefore(Section section, Section other) {
    return section.start != null && other.start != null && section.start < other.start;
  }

  private void placeInImage(List<Section> order) {
    Section first = order.getFirst();
    long end;
    if (first.start != null) {
      end = first.start;
    } else {
      end = origin == null ? 0 : origin;
      if (origin != null && first.align != null) {
        end = alignUp(end, first.align);
      }
    }
    long imageStart = origin == null ? end : origin;
    Section last = null;
    for (Section section : order) {
      long start = end;
      if (section.start != null) {
        start = section.start;
      } else if (section != first) {
        start = alignUp(end, section.align == null ? DEFAULT_ALIGNMENT : section.align);
      }
      if (section.start != null && start < imageStart) {
        diagnostics.error(
            DiagnosticCode.SECTION_BEFORE_ORIGIN,
            section.range,
            section.name(),
            hex(start),
            hex(imageStart));
      }
      long address = start;
      if (section.virtualStart != null) {
        address = section.virtualStart;
      } else if (section.virtualFollows == null && section.virtualAlign != null) {
        address = alignUp(end, section.virtualAlign);
      }
      section.place(start, address);
      if (section.size() > 0) {
        if (last != null && start < end) {
          diagnostics.error(
              DiagnosticCode.SECTIONS_OVERLAP,
              section.range,
              last.name(),
              section.name(),
              hex(start),
              hex(end));
        }
        last = section;
      }
      if (start >= end) {
        end = start + section.size();
      }
    }
  }

  /** Addresses that hang on another section's: {@code vfollows}, and sections without bytes. */
  private void placeVirtually(List<Section> order, List<Section> withoutBytes) {
    List<Section> placed = new ArrayList<>(order);
    placed.removeIf(section -> section.virtualStart == null && section.virtualFollows != null);
    List<Section> waiting = new ArrayList<>(order);
    waiting.removeAll(placed);
    waiting.addAll(withoutBytes);
    boolean progress = true;
    while (progress && !waiting.isEmpty()) {
      progress = false;
      for (Section section : List.copyOf(waiting)) {
        Long address = virtualAddress(section, order, placed);
        if (address != null) {
          section.place(section.nobits ? address : section.loadAddress(), address);
          waiting.remove(section);
          placed.add(section);
          progress = true;
        }
      }
    }
    for (Section section : waiting) {
      String target = wanted(section);
      diagnostics.error(
          DiagnosticCode.SECTION_UNKNOWN,
          section.range,
          section.name(),
          target == null ? "" : target);
    }
  }

  private static @Nullable String wanted(Section section) {
    return section.virtualFollows == null && section.nobits
        ? section.follows
        : section.virtualFollows;
  }

  private static @Nullable Long virtualAddress(
      Section section, List<Section> order, List<Section> placed) {
    // for a section without bytes the real and the virtual attributes mean the same
    Long start = section.virtualStart != null ? section.virtualStart : section.start;
    if (section.nobits && start != null) {
      return start;
    }
    Long align =
        section.virtualAlign != null || !section.nobits ? section.virtualAlign : section.align;
    String wanted = wanted(section);
    Section target;
    if (wanted != null) {
      target = find(placed, wanted);
    } else if (section.previous() != null) {
      target = placed.contains(section.previous()) ? section.previous() : null;
    } else {
      target = order.getLast();
    }
    if (target == null) {
      return null;
    }
    return alignUp(target.address() + target.size(), align == null ? DEFAULT_ALIGNMENT : align);
  }

  private static @Nullable Section find(List<Section> sections, String name) {
    for (Section section : sections) {
      if (section.name().equals(name)) {
        return section;
      }
    }
    return null;
  }

  private static long alignUp(long address, long alignment) {
    return address + alignment - 1 & -alignment;
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
