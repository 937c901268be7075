package ringside.emulator.paging;

import java.util.List;
import ringside.emulator.trace.TraceEvent.NestedPageWalk;

/**
 * The second dimension of address translation: guest-physical to physical addresses, by EPT or
 * nested paging (SDM, "The Extended Page Table Mechanism (EPT)"; AMD APM, "Nested Paging").
 *
 * <p>The implementer owns the format of its tables, their rights and their accessed and dirty bits.
 * An access that it refuses is a result, {@link AddressTranslation#FAULT}; whoever made the access
 * then throws what {@link #exit} returns.
 */
public interface SecondLevel {
  /**
   * Translates the address of one access.
   *
   * @param access {@link Access} bits of the access that is under way; for a table entry, WRITE if
   *     it is to be changed
   * @param table whether the access is to a paging-structure entry of the guest
   * @return the physical address, or {@link AddressTranslation#FAULT}
   */
  long translate(long guestPhysical, int access, boolean table);

  /** Whether reading a paging-structure entry of the guest counts as writing it already. */
  boolean tableAccessesAreWrites();

  /** Appends the references that the last {@link #translate} made; asked only while traced. */
  void addReferences(List<NestedPageWalk.Reference> references);

  /**
   * Makes the VM exit for the refused access known, and returns what ends the running instruction.
   *
   * @param linear the address being translated, or -1 if none is: a load of PDPTE registers
   */
  RuntimeException exit(long linear);
}
