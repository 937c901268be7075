package ringside.emulator.vmx;

import static ringside.emulator.vmx.EntryCheck.check;
import static ringside.emulator.vmx.VmcsField.*;

import java.util.ArrayList;
import java.util.List;
import ringside.emulator.cpu.ControlRegisters;
import ringside.emulator.vmx.EntryCheck.Condition;

/** Checks on guest segment registers (SDM, section of that name), in its order. */
final class SegmentChecks {
  private static final long UNUSABLE = 1 << 16;
  private static final long RESERVED = -1L << 17 | 0xF00;
  private static final long VIRTUAL_8086 = 0xF3;
  private static final int S = 1 << 4;
  private static final int P = 1 << 7;
  private static final int L = 1 << 13;
  private static final int DB = 1 << 14;
  private static final int G = 1 << 15;
  private static final int TI = 4;
  private static final int READ_WRITE = 3;
  private static final int CODE = 1 << 3;
  private static final int CONFORMING = CODE | 1 << 2;

  /** The four fields of a segment register. */
  private record Segment(VmcsField selector, VmcsField base, VmcsField limit, VmcsField rights) {
    long type(EntryContext e) {
      return e.get(rights) & 0xF;
    }

    long dpl(EntryContext e) {
      return e.get(rights) >>> 5 & 3;
    }

    long rpl(EntryContext e) {
      return e.get(selector) & 3;
    }

    boolean usable(EntryContext e) {
      return (e.get(rights) & UNUSABLE) == 0;
    }

    boolean has(EntryContext e, int bit) {
      return (e.get(rights) & bit) != 0;
    }
  }

  // spotless:off
  private static final Segment ES = new Segment(
      GUEST_ES_SELECTOR, GUEST_ES_BASE, GUEST_ES_LIMIT, GUEST_ES_ACCESS_RIGHTS);
  private static final Segment CS = new Segment(
      GUEST_CS_SELECTOR, GUEST_CS_BASE, GUEST_CS_LIMIT, GUEST_CS_ACCESS_RIGHTS);
  private static final Segment SS = new Segment(
      GUEST_SS_SELECTOR, GUEST_SS_BASE, GUEST_SS_LIMIT, GUEST_SS_ACCESS_RIGHTS);
  private static final Segment DS = new Segment(
      GUEST_DS_SELECTOR, GUEST_DS_BASE, GUEST_DS_LIMIT, GUEST_DS_ACCESS_RIGHTS);
  private static final Segment FS = new Segment(
      GUEST_FS_SELECTOR, GUEST_FS_BASE, GUEST_FS_LIMIT, GUEST_FS_ACCESS_RIGHTS);
  private static final Segment GS = new Segment(
      GUEST_GS_SELECTOR, GUEST_GS_BASE, GUEST_GS_LIMIT, GUEST_GS_ACCESS_RIGHTS);
  private static final Segment LDTR = new Segment(
      GUEST_LDTR_SELECTOR, GUEST_LDTR_BASE, GUEST_LDTR_LIMIT, GUEST_LDTR_ACCESS_RIGHTS);
  private static final Segment TR = new Segment(
      GUEST_TR_SELECTOR, GUEST_TR_BASE, GUEST_TR_LIMIT, GUEST_TR_ACCESS_RIGHTS);
  // spotless:on

  private static final List<Segment> CODE_AND_DATA = List.of(CS, SS, DS, ES, FS, GS);
  private static final List<Segment> DATA = List.of(DS, ES, FS, GS);

  static final List<EntryCheck> SEGMENTS = rows();

  private SegmentChecks() {}

  private static List<EntryCheck> rows() {
    List<EntryCheck> rows = new ArrayList<>();
    selectors(rows);
    bases(rows);
    for (Segment segment : CODE_AND_DATA) {
      rows.add(
          check(
              segment.limit,
              "is FFFF in virtual-8086 mode",
              e -> !e.guestIsVirtual8086() || e.get(segment.limit) == 0xFFFF));
    }
    for (Segment segment : CODE_AND_DATA) {
      rows.add(
          check(
              segment.rights,
              "is F3 in virtual-8086 mode",
              e -> !e.guestIsVirtual8086() || e.get(segment.rights) == VIRTUAL_8086));
    }
    types(rows);
    privilege(rows);
    for (Segment segment : CODE_AND_DATA) {
      format(rows, segment);
    }
    taskRegister(rows);
    localTable(rows);
    return List.copyOf(rows);
  }

  private static void selectors(List<EntryCheck> rows) {
    rows.add(check(TR.selector, "has TI 0", e -> (e.get(TR.selector) & TI) == 0));
    rows.add(
        check(
            LDTR.selector,
            "has TI 0 if usable",
            e -> !LDTR.usable(e) || (e.get(LDTR.selector) & TI) == 0));
    rows.add(
        check(
            SS.selector,
            "has the RPL of CS",
            e -> e.guestIsVirtual8086() || e.unrestricted() || SS.rpl(e) == CS.rpl(e)));
  }

  private static void bases(List<EntryCheck> rows) {
    for (Segment segment : CODE_AND_DATA) {
      rows.add(
          check(
              segment.base,
              "is 16 times the selector in virtual-8086 mode",
              e -> !e.guestIsVirtual8086() || e.get(segment.base) == e.get(segment.selector) << 4));
    }
    rows.add(check(TR.base, "is canonical", e -> e.isCanonical(TR.base)));
    rows.add(check(FS.base, "is canonical", e -> e.isCanonical(FS.base)));
    rows.add(check(GS.base, "is canonical", e -> e.isCanonical(GS.base)));
    rows.add(
        check(
            LDTR.base, "is canonical if usable", e -> !LDTR.usable(e) || e.isCanonical(LDTR.base)));
    rows.add(check(CS.base, "has bits 63:32 clear", e -> e.get(CS.base) >>> 32 == 0));
    for (Segment segment : List.of(SS, DS, ES)) {
      rows.add(
          check(
              segment.base,
              "has bits 63:32 clear if usable",
              e -> !segment.usable(e) || e.get(segment.base) >>> 32 == 0));
    }
  }

  private static void types(List<EntryCheck> rows) {
    rows.add(rights(CS, "has an accessed code type", SegmentChecks::hasCodeType));
    rows.add(
        rights(
            SS,
            "has type 3 or 7 if usable",
            e -> !SS.usable(e) || SS.type(e) == READ_WRITE || SS.type(e) == 7));
    for (Segment segment : DATA) {
      rows.add(
          rights(
              segment,
              "has an accessed, readable type if usable",
              e ->
                  !segment.usable(e)
                      || segment.has(e, 1) && (!segment.has(e, CODE) || segment.has(e, 2))));
    }
    for (Segment segment : CODE_AND_DATA) {
      rows.add(rights(segment, "has S set", e -> !isInForce(segment, e) || segment.has(e, S)));
    }
  }

  private static boolean hasCodeType(EntryContext e) {
    long type = CS.type(e);
    return type >= CODE && (type & 1) != 0 || type == READ_WRITE && e.unrestricted();
  }

  private static void privilege(List<EntryCheck> rows) {
    rows.add(rights(CS, "has a DPL that its type allows", SegmentChecks::hasCodePrivilege));
    rows.add(
        rights(
            SS,
            "has the DPL of its selector's RPL",
            e -> e.unrestricted() || SS.dpl(e) == SS.rpl(e)));
    rows.add(
        rights(
            SS,
            "has DPL 0 in real-address mode",
            e ->
                SS.dpl(e) == 0 || CS.type(e) != READ_WRITE && e.guestCr0(ControlRegisters.CR0_PE)));
    for (Segment segment : DATA) {
      rows.add(
          rights(
              segment,
              "has a DPL not below its RPL if usable",
              e ->
                  e.unrestricted()
                      || !segment.usable(e)
                      || segment.type(e) >= CONFORMING
                      || segment.dpl(e) >= segment.rpl(e)));
    }
  }

  private static boolean hasCodePrivilege(EntryContext e) {
    long type = CS.type(e);
    if (type == READ_WRITE) {
      return CS.dpl(e) == 0;
    }
    return type < CONFORMING ? CS.dpl(e) == SS.dpl(e) : CS.dpl(e) <= SS.dpl(e);
  }

  private static void format(List<EntryCheck> rows, Segment segment) {
    rows.add(rights(segment, "has P set", e -> !isInForce(segment, e) || segment.has(e, P)));
    rows.add(
        rights(
            segment,
            "has reserved bits clear",
            e -> !isInForce(segment, e) || (e.get(segment.rights) & RESERVED) == 0));
    if (segment == CS) {
      rows.add(
          rights(
              CS,
              "has D clear in 64-bit mode",
              e -> !e.guestIsIa32e() || !CS.has(e, L) || !CS.has(e, DB)));
    }
    rows.add(
        rights(
            segment,
            "has G as its limit says",
            e -> !isInForce(segment, e) || hasGranularity(segment, e)));
  }

  private static void taskRegister(List<EntryCheck> rows) {
    rows.add(
        check(
            TR.rights,
            "has the type of a busy TSS",
            e -> TR.type(e) == 11 || TR.type(e) == 3 && !e.guestIsIa32e()));
    system(rows, TR, _ -> true);
    rows.add(check(TR.rights, "is usable", TR::usable));
  }

  private static void localTable(List<EntryCheck> rows) {
    rows.add(
        check(
            LDTR.rights,
            "has the type of an LDT if usable",
            e -> !LDTR.usable(e) || LDTR.type(e) == 2));
    system(rows, LDTR, LDTR::usable);
  }

  private static void system(List<EntryCheck> rows, Segment segment, Condition inForce) {
    rows.add(check(segment.rights, "has S clear", e -> !inForce.holds(e) || !segment.has(e, S)));
    rows.add(check(segment.rights, "has P set", e -> !inForce.holds(e) || segment.has(e, P)));
    rows.add(
        check(
            segment.rights,
            "has reserved bits clear",
            e -> !inForce.holds(e) || (e.get(segment.rights) & RESERVED) == 0));
    rows.add(
        check(
            segment.rights,
            "has G as its limit says",
            e -> !inForce.holds(e) || hasGranularity(segment, e)));
  }

  /** A check of access rights, which virtual-8086 mode has fixed already. */
  private static EntryCheck rights(Segment segment, String rule, Condition condition) {
    return check(segment.rights, rule, e -> e.guestIsVirtual8086() || condition.holds(e));
  }

  /** CS is always in force, the others when usable. */
  private static boolean isInForce(Segment segment, EntryContext e) {
    return segment == CS || segment.usable(e);
  }

  private static boolean hasGranularity(Segment segment, EntryContext e) {
    long limit = e.get(segment.limit);
    return segment.has(e, G) ? (limit & 0xFFF) == 0xFFF : limit <= 0xF_FFFF;
  }
}
