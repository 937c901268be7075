package ringside.emulator.paging;

/**
 * The bits of CR0, CR3, CR4, EFER and RFLAGS that translation depends on (SDM, "Paging Modes and
 * Control Bits"), as the processor last set them.
 */
public final class PagingControls {
  private static final int LEVELS = 6;

  private PagingMode mode = PagingMode.NONE;
  private long root;
  private int physicalAddressBits = 40;
  private boolean writeProtect;
  private boolean pageSizeExtensions;
  private boolean globalPages;
  private boolean noExecute;
  private boolean gigabytePages;
  private boolean amd;
  private boolean smep;
  private boolean smap;
  private boolean accessAllowed;
  private boolean protectionKeys;
  private int pkru;
  private boolean pdptesInMemory;
  private final long[] pdptes = new long[4];

  /** {@link #reservedBits} by level, those of large pages behind those of tables and pages. */
  private final long[] reserved = new long[2 * LEVELS];

  public PagingMode mode() {
    return mode;
  }

  public boolean enabled() {
    return mode != PagingMode.NONE;
  }

  /** Selects how the next walks are made. */
  public void setMode(PagingMode newMode) {
    if (mode != newMode) {
      mode = newMode;
      deriveReservedBits();
    }
  }

  private void deriveReservedBits() {
    for (int level = 1; level < LEVELS; level++) {
      reserved[level] = deriveReservedBits(level, false);
      reserved[LEVELS + level] = deriveReservedBits(level, true);
    }
  }

  /** Physical address of the first table. */
  long root() {
    return root;
  }

  /** Sets CR3. */
  public void setCr3(long cr3) {
    root = cr3;
  }

  int physicalAddressBits() {
    return physicalAddressBits;
  }

  /**
   * MAXPHYADDR and 1 GiB pages, as CPUID reports them, and whose manual tells the reserved bits.
   */
  public void setCapabilities(int addressBits, boolean gigabyte, boolean isAmd) {
    amd = isAmd;
    physicalAddressBits = addressBits;
    gigabytePages = gigabyte;
    deriveReservedBits();
  }

  boolean gigabytePages() {
    return gigabytePages;
  }

  boolean writeProtect() {
    return writeProtect;
  }

  /** What windows onto pages were opened under: CR0.WP, CR4.SMAP and PKRU. */
  long windowKey() {
    return (writeProtect ? 1 : 0) | (smap ? 2 : 0) | (long) pkru() << 2;
  }

  /** CR0.WP. */
  public void setWriteProtect(boolean on) {
    writeProtect = on;
  }

  boolean pageSizeExtensions() {
    return pageSizeExtensions;
  }

  boolean globalPages() {
    return globalPages;
  }

  boolean smep() {
    return smep;
  }

  public boolean smap() {
    return smap;
  }

  /** Whether a supervisor's data access to a user page faults now. */
  boolean smapEnforced() {
    return smap && !accessAllowed;
  }

  /** CR4.PSE, PGE, SMEP and SMAP. */
  public void setCr4(boolean pse, boolean pge, boolean smepOn, boolean smapOn) {
    pageSizeExtensions = pse;
    globalPages = pge;
    smep = smepOn;
    smap = smapOn;
  }

  /** Whether entries hold protection keys: CR4.PKE with 4-level paging. */
  boolean protectionKeys() {
    return protectionKeys && mode == PagingMode.FOUR_LEVEL;
  }

  /** CR4.PKE. */
  public void setProtectionKeys(boolean on) {
    protectionKeys = on;
  }

  /** PKRU as far as it matters: 0 where there are no protection keys. */
  int pkru() {
    return protectionKeys() ? pkru : 0;
  }

  /** PKRU: two bits for each key, access disable and write disable. */
  public void setPkru(int value) {
    pkru = value;
  }

  boolean noExecute() {
    return noExecute;
  }

  /** EFER.NXE. */
  public void setNoExecute(boolean on) {
    if (noExecute != on) {
      noExecute = on;
      deriveReservedBits();
    }
  }

  /** RFLAGS.AC, which suspends SMAP for explicit accesses. */
  public void setAccessAllowed(boolean on) {
    accessAllowed = on;
  }

  public boolean pdptesInMemory() {
    return pdptesInMemory;
  }

  /**
   * Whether PAE paging reads its first level at each walk instead of keeping it in registers (AMD
   * APM, "Legacy PAE Mode" of nested paging).
   */
  public void setPdptesInMemory(boolean on) {
    pdptesInMemory = on;
  }

  /** PDPTE register {@code index} of PAE paging. */
  public long pdpte(int index) {
    return pdptes[index];
  }

  public void setPdpte(int index, long value) {
    pdptes[index] = value;
  }

  /** Bits of an 8-byte entry that hold a physical address. */
  long addressMask() {
    return (1L << physicalAddressBits) - 1 & ~0xFFFL;
  }

  /** Bits above MAXPHYADDR that must be 0 in an entry that holds an address. */
  private long reservedAddressBits() {
    return 0x000F_FFFF_FFFF_F000L & ~addressMask();
  }

  /**
   * Bits that must be 0 in a present entry (SDM, "Reserved Bits").
   *
   * @param level 1 for the page table
   * @param large whether the entry maps a page above level 1
   */
  long reservedBits(int level, boolean large) {
    return reserved[large ? LEVELS + level : level];
  }

  private long deriveReservedBits(int level, boolean large) {
    if (mode == PagingMode.BITS_32) {
      // PSE-36: bits 20:13 hold the bits of the address from 32 on.
      int high = Math.min(Math.max(physicalAddressBits - 32, 0), 8);
      return large ? 1L << 21 | (0xFFL << 13 + high & 0x1F_E000L) : 0;
    }
    long bits = reservedAddressBits();
    if (!noExecute) {
      bits |= 1L << 63;
    }
    if (mode == PagingMode.PAE) {
      bits |= 0x7FF0_0000_0000_0000L;
    }
    if (large) {
      return bits | (level == 3 ? 0x3FFF_E000L : 0x1F_E000L);
    }
    boolean mayBeLarge = level == 1 || level == 2 || level == 3 && gigabytePages;
    if (level == 4 && amd) {
      bits |= PageWalker.G;
    }
    return mayBeLarge ? bits : bits | PageWalker.PS;
  }

  /** Bits that must be 0 in a present PDPTE of PAE paging. */
  public long reservedPdpteBits() {
    return 0xFFF0_0000_0000_01E6L | reservedAddressBits();
  }
}
