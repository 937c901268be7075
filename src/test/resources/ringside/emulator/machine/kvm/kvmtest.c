// Runs the guests of guests.S in Linux's KVM, one virtual machine each, and tells for each whether
// it reported what it should. Arguments: names to run; none runs all.

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "vm.h"

// Guest-physical memory: RAM from 0 to 4 MiB, and devices of userspace elsewhere.
enum {
  RAM = 4 << 20,
  GDT = 0x1000,
  TSS = 0x1100,
  OTHER_TSS = 0x1200,
  IDT = 0x2000,
  VARIABLES = 0x3000,
  PML4 = 0x5000,
  PDPT = 0x6000,
  PAE_PDPT = 0x7000,
  DIRECTORY = 0x9000,       // 0 to 1 GiB
  LAST_DIRECTORY = 0xB000,  // 3 to 4 GiB
  PAGE_TABLE = 0xC000,      // 2 to 4 MiB in pages of 4 KiB
  PSE_DIRECTORY = 0xD000,
  STACK = 0xF000,
  LOAD = 0x10000,
  FAR = 0x8000000,  // where tests put a second piece of memory
};

enum mode { REAL, PROTECTED, PSE, PAE, LONG };

// What guests cannot report themselves.
enum { HALTED = 0xF4, SHUTDOWN = 0x5D };

struct test {
  const char *name;
  enum mode mode;
  const char *entry;
  unsigned expected[16];
  int chips;                           // the interrupt controllers and the timer of the kernel
  void (*prepare)(struct vm *);
  void (*port)(struct vm *, int port);  // IN from port 0x11 or 0x12
  void (*debug)(struct vm *);
  void (*check)(struct vm *);
};

// Labels of guests.S.
#define LABEL(name) extern const char name[];
extern const char guests[], guests_end[];
static uint64_t at(const char *label) { return label - guests + LOAD; }

static void report(struct vm *vm, unsigned value) {
  if (vm->count < sizeof vm->values / sizeof *vm->values) vm->values[vm->count++] = value;
}

// ---- Setting up -------------------------------------------------------------

static void store(struct vm *vm, uint64_t address, uint64_t value) {
  memcpy(vm->ram + address, &value, 8);
}

static uint64_t descriptor(unsigned base, unsigned limit, unsigned rights) {
  return (limit & 0xFFFF) | (uint64_t)(base & 0xFFFFFF) << 16 | (uint64_t)(rights & 0xFF) << 40 |
         (uint64_t)(limit >> 16 & 0xF) << 48 | (uint64_t)(rights >> 12 & 0xF) << 52 |
         (uint64_t)(base >> 24) << 56;
}

static void tables(struct vm *vm) {
  static const unsigned rights[] = {0, 0xC09B, 0xC093, 0xA09B, 0xC093, 0xC0F3, 0xA0FB};
  for (int i = 1; i < 7; i++) store(vm, GDT + i * 8, descriptor(0, 0xFFFFF, rights[i]));
  store(vm, GDT + 0x38, descriptor(OTHER_TSS, 0x67, 0x89));
  store(vm, GDT + 0x40, descriptor(TSS, 0xFF, 0x8B));
  store(vm, TSS + 0x60, 0x68ull << 48);  // the I/O permission bitmap follows, all zeros
  store(vm, TSS + 0x1C, PSE_DIRECTORY);
  store(vm, OTHER_TSS + 0x1C, PSE_DIRECTORY);

  store(vm, PML4, PDPT | 7);
  store(vm, PDPT, DIRECTORY | 7);
  store(vm, PDPT + 3 * 8, LAST_DIRECTORY | 7);
  store(vm, PAE_PDPT, DIRECTORY | 1);
  store(vm, PAE_PDPT + 3 * 8, LAST_DIRECTORY | 1);
  for (uint64_t i = 0; i < 512; i++) {
    store(vm, DIRECTORY + i * 8, i << 21 | 0x87);
    store(vm, LAST_DIRECTORY + i * 8, (3 << 9 | i) << 21 | 0x87);
    store(vm, PAGE_TABLE + i * 8, 0x200000 | i << 12 | 7);
  }
  store(vm, DIRECTORY + 8, PAGE_TABLE | 7);
  for (uint32_t i = 0; i < 1024; i++) {
    uint32_t entry = i << 22 | 0x87;
    memcpy(vm->ram + PSE_DIRECTORY + i * 4, &entry, 4);
  }
}

static void gate(struct vm *vm, enum mode mode, int vector, const char *handler) {
  uint64_t low = (at(handler) & 0xFFFF) | (uint64_t)(mode == LONG ? 0x18 : 0x08) << 16 |
                 0x8Eull << 40 | at(handler) >> 16 << 48;
  store(vm, IDT + vector * (mode == LONG ? 16 : 8), low);
}

static void processor_state(struct vm *vm, enum mode mode, const char *entry) {
  struct kvm_sregs s;
  call(vm->processor, KVM_GET_SREGS, &s);
  struct kvm_regs r = {.rflags = 2, .rip = at(entry), .rsp = STACK};
  if (mode == REAL) {
    struct kvm_segment *all[] = {&s.cs, &s.ds, &s.ss, &s.es};
    for (int i = 0; i < 3; i++) all[i]->selector = LOAD >> 4, all[i]->base = LOAD;
    r.rip -= LOAD;
    r.rsp = 0x8000;
    s.idt.base = 0, s.idt.limit = 0x3FF;
  } else {
    struct kvm_segment code = {
        .limit = -1, .selector = 8, .type = 11, .present = 1, .s = 1, .g = 1};
    struct kvm_segment data = code;
    code.l = mode == LONG, code.db = !code.l;
    if (code.l) code.selector = 0x18;
    data.type = 3, data.db = 1, data.selector = code.l ? 0x20 : 0x10;
    s.cs = code;
    s.ds = s.es = s.fs = s.gs = s.ss = data;
    s.tr = (struct kvm_segment){
        .base = TSS, .limit = 0xFF, .selector = 0x40, .type = 11, .present = 1};
    s.ldt = (struct kvm_segment){.unusable = 1};
    s.gdt.base = GDT, s.gdt.limit = 0x4F;
    s.idt.base = IDT, s.idt.limit = 0xFFF;
    s.cr0 |= 0x21;
    s.cr4 = mode == PSE ? 0x10 : mode >= PAE ? 0x20 : 0;
    if (mode != PROTECTED) s.cr0 |= 0x80000000;
    s.cr3 = mode == PSE ? PSE_DIRECTORY : mode == PAE ? PAE_PDPT : PML4;
    if (mode == LONG) s.efer |= 0x500;
  }
  s.cr0 &= ~0x60000000ull;  // caches on
  call(vm->processor, KVM_SET_SREGS, &s);
  call(vm->processor, KVM_SET_REGS, &r);
}

// ---- Running ----------------------------------------------------------------

// Port IO: 0xE0 reports, 0xE1 ends, 0xE2 takes characters, 0x10 gives 41s. True at the end.
static int port(struct vm *vm, const struct test *test) {
  struct kvm_run *run = vm->run;
  uint8_t *data = (uint8_t *)run + run->io.data_offset;
  for (unsigned i = 0; i < run->io.count; i++, data += run->io.size) {
    unsigned value = 0;
    memcpy(&value, data, run->io.size);
    if (run->io.direction == KVM_EXIT_IO_IN)
      memset(data, 41, run->io.size);
    else if (run->io.port == 0xE1)
      return 1;
    else
      report(vm, value);
  }
  if (run->io.direction == KVM_EXIT_IO_IN && run->io.port != 0x10) test->port(vm, run->io.port);
  return 0;
}

static void device(struct vm *vm) {
  struct kvm_run *run = vm->run;
  if (!run->mmio.is_write) {
    memset(run->mmio.data, 0x55, sizeof run->mmio.data);
    return;
  }
  unsigned value[2] = {0};
  memcpy(value, run->mmio.data, run->mmio.len);
  report(vm, value[0]);
  if (run->mmio.len == 8) report(vm, value[1]);
}

// Runs until the guest ends. True if it did so by itself.
static int run(struct vm *vm, const struct test *test) {
  for (;;) {
    if (ioctl(vm->processor, KVM_RUN, 0) < 0) {
      printf("%s: KVM_RUN: %s\n", test->name, strerror(errno));
      return 0;
    }
    switch (vm->run->exit_reason) {
      case KVM_EXIT_IO:
        if (port(vm, test)) return 1;
        break;
      case KVM_EXIT_MMIO:
        device(vm);
        break;
      case KVM_EXIT_HLT:
        report(vm, HALTED);
        break;
      case KVM_EXIT_SHUTDOWN:
        report(vm, SHUTDOWN);
        return 1;
      case KVM_EXIT_IRQ_WINDOW_OPEN: {
        struct kvm_interrupt interrupt = {0x40};
        vm->run->request_interrupt_window = 0;
        call(vm->processor, KVM_INTERRUPT, &interrupt);
        break;
      }
      case KVM_EXIT_DEBUG:
        test->debug(vm);
        break;
      default:
        printf("%s: exit %u, %llx %llx\n", test->name, vm->run->exit_reason,
               vm->run->hw.hardware_exit_reason, vm->run->internal.data[0]);
        return 0;
    }
  }
}

static void tell_state(struct vm *vm) {
  struct kvm_regs r;
  struct kvm_sregs s;
  call(vm->processor, KVM_GET_REGS, &r);
  call(vm->processor, KVM_GET_SREGS, &s);
  printf("  rip %llx rsp %llx rax %llx rflags %llx cs %x cr0 %llx cr2 %llx cr3 %llx efer %llx\n",
         r.rip, r.rsp, r.rax, r.rflags, s.cs.selector, s.cr0, s.cr2, s.cr3, s.efer);
}

// ---- What some guests need of userspace -------------------------------------

LABEL(divide_handler_) LABEL(undefined_handler_) LABEL(page_handler_) LABEL(protection_handler_)
LABEL(debug_handler_) LABEL(external_handler_) LABEL(nmi_handler_) LABEL(timer_handler_)
LABEL(low_handler_) LABEL(high_handler_) LABEL(line_handler_) LABEL(vm86_handler_)
LABEL(long_steps) LABEL(long_break)

static void handle_vm86(struct vm *vm) { gate(vm, PROTECTED, 13, vm86_handler_); }

static void handle_faults(struct vm *vm) {
  gate(vm, LONG, 0, divide_handler_);
  gate(vm, LONG, 6, undefined_handler_);
  gate(vm, LONG, 13, protection_handler_);
  gate(vm, LONG, 14, page_handler_);
}

static void handle_debug(struct vm *vm) { gate(vm, LONG, 1, debug_handler_); }

static void handle_external(struct vm *vm) { gate(vm, LONG, 0x40, external_handler_); }
static void ask_window(struct vm *vm, int port) { vm->run->request_interrupt_window = 1; }

static void handle_nmi(struct vm *vm) { gate(vm, LONG, 2, nmi_handler_); }
static void inject_nmi(struct vm *vm, int port) { call(vm->processor, KVM_NMI, 0); }

static void handle_timer(struct vm *vm) { gate(vm, LONG, 0x40, timer_handler_); }

static void handle_self(struct vm *vm) {
  gate(vm, LONG, 0x31, low_handler_);
  gate(vm, LONG, 0x52, high_handler_);
}

static void handle_line(struct vm *vm) { gate(vm, LONG, 0x41, line_handler_); }
static void set_line(struct vm *vm, int port) {
  struct kvm_irq_level level = {{5}, port == 0x11};
  call(vm->vm, KVM_IRQ_LINE, &level);
}

static void *run_second(void *file) {
  while (ioctl((int)(intptr_t)file, KVM_RUN, 0) == 0 || errno == EINTR || errno == EAGAIN) {
  }
  return 0;
}

static void start_second(struct vm *vm) {
  pthread_t thread;
  pthread_create(&thread, 0, run_second, (void *)(intptr_t)processor(vm, 1));
}

static void tell_vendor(struct vm *vm) {
  unsigned a = 0, b, c = 0, d;
  __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  vm->ram[VARIABLES] = b == 0x68747541;  // "Auth"
}

static void log_writes(struct vm *vm) { map(vm, 0, 0, vm->ram, RAM, KVM_MEM_LOG_DIRTY_PAGES); }
static void report_writes(struct vm *vm) {
  static uint8_t bits[RAM >> 15];
  struct kvm_dirty_log log = {.slot = 0, .dirty_bitmap = bits};
  for (int twice = 0; twice < 2; twice++) {
    call(vm->vm, KVM_GET_DIRTY_LOG, &log);
    for (int page = 0x200; page < RAM >> 12; page++)
      if (bits[page >> 3] >> (page & 7) & 1) report(vm, page);
  }
}

static void number_pages(struct vm *vm) {
  for (int page = 0; page < 512; page++) vm->ram[(2 << 20) + page * 4096] = page & 0xFF;
}
static void join_pages(struct vm *vm) {
  vm->far = allocate(RAM, MADV_HUGEPAGE);
  memcpy(vm->far, vm->ram, RAM);
  vm->ram = vm->far;
  number_pages(vm);
  store(vm, DIRECTORY + 8, 2 << 20 | 0x87);
  map(vm, 0, 0, 0, 0, 0);
  map(vm, 0, 0, vm->ram, RAM, 0);
}

static void far_memory(struct vm *vm, int flags) {
  vm->far = allocate(1 << 20, MADV_NOHUGEPAGE);
  vm->far[0] = 0x66;
  map(vm, 1, FAR, vm->far, 1 << 20, flags);
}
static void add_memory(struct vm *vm) { far_memory(vm, 0); }
static void add_read_only(struct vm *vm) { far_memory(vm, KVM_MEM_READONLY); }
static void change_memory(struct vm *vm, int port) {
  if (port == 0x11)
    map(vm, 1, FAR + (1 << 20), vm->far, 1 << 20, 0);
  else
    madvise(vm->far, 1 << 20, MADV_DONTNEED);
}

static void debug(struct vm *vm, int control, uint64_t address, uint64_t dr7) {
  struct kvm_guest_debug settings = {.control = KVM_GUESTDBG_ENABLE | control};
  settings.arch.debugreg[0] = address;
  settings.arch.debugreg[7] = dr7;
  call(vm->processor, KVM_SET_GUEST_DEBUG, &settings);
}
static void single_step(struct vm *vm) { debug(vm, KVM_GUESTDBG_SINGLESTEP, 0, 0); }
// Four steps, an instruction breakpoint, a data breakpoint, INT3.
static void next_debug(struct vm *vm) {
  report(vm, vm->run->debug.arch.pc - at(long_steps));
  switch (vm->count) {
    case 4:
      debug(vm, KVM_GUESTDBG_USE_HW_BP, at(long_break) + 1, 0x401);
      break;
    case 5:
      debug(vm, KVM_GUESTDBG_USE_HW_BP, VARIABLES, 0xD0401);
      break;
    case 6:
      debug(vm, KVM_GUESTDBG_USE_SW_BP, 0, 0);
      break;
    case 7: {
      struct kvm_regs r;
      call(vm->processor, KVM_GET_REGS, &r);
      r.rip++;
      call(vm->processor, KVM_SET_REGS, &r);
    }
  }
}

// ---- The tests --------------------------------------------------------------

LABEL(real_ports) LABEL(real_interrupt) LABEL(real_strings) LABEL(real_to_long) LABEL(real_unreal)
LABEL(real_halt) LABEL(protected_shutdown) LABEL(protected_sum) LABEL(protected_segments)
LABEL(protected_task) LABEL(protected_vm86) LABEL(pae_pointers) LABEL(long_sum) LABEL(long_cpuid)
LABEL(long_memory) LABEL(long_registers) LABEL(long_system_call) LABEL(long_faults)
LABEL(long_paging) LABEL(long_control) LABEL(long_float) LABEL(long_debug) LABEL(long_clock)
LABEL(long_calls) LABEL(long_writes) LABEL(long_walk) LABEL(long_read_only) LABEL(long_moved)
LABEL(long_external) LABEL(long_nmi) LABEL(long_timer) LABEL(long_apic_timer) LABEL(long_deadline)
LABEL(long_self) LABEL(long_line) LABEL(long_processors)

static const struct test TESTS[] = {
    {"ports", REAL, real_ports, {42}},
    {"interrupt-table", REAL, real_interrupt, {42, 0xDE}},
    {"string-io", REAL, real_strings, {'h', 'e', 'l', 'l', 'o', 0x29292929}},
    {"all-modes", REAL, real_to_long, {0x32, 0x500, 0x64, 0x100}},
    {"unreal-mode", REAL, real_unreal, {0x12345678}},
    {"halt", REAL, real_halt, {HALTED, 1}},
    {"protected", PROTECTED, protected_sum, {5050}},
    {"shutdown", PROTECTED, protected_shutdown, {SHUTDOWN}},
    {"paging-4m", PSE, protected_sum, {5050}},
    {"paging-pae", PAE, protected_sum, {5050}},
    {"segments", PROTECTED, protected_segments, {0xFFFFFFFF, 0x40, 0}},
    {"task-switch", PROTECTED, protected_task, {0x38, 0x4000, 0x40}},
    {"task-switch-paged", PSE, protected_task, {0x38, 0x4000, 0x40}},
    {"virtual-8086", PROTECTED, protected_vm86, {0x1000, 0x20000}, .prepare = handle_vm86},
    {"pdptes", PAE, pae_pointers, {0x11111111}},
    {"long", LONG, long_sum, {0x10000000}},
    {"cpuid", LONG, long_cpuid, {0x1234, 0x5678}},
    {"device-memory", LONG, long_memory,
     {0x55555555, 0x55, 0x12, 0x1234, 0x12345678, 0x9ABCDEF0, 0x12345678, 0x55555556}},
    {"msrs", LONG, long_registers, {0x1234, 0x5678, 0x8765, 0x70407, 0x4321}},
    {"system-call", LONG, long_system_call, {0x33, 5, 0x18, 0x3002}},
    {"exceptions", LONG, long_faults, {0, 6, 0xE02, 0x10000000, 0xD00}, .prepare = handle_faults},
    {"page-tables", LONG, long_paging, {1, 2, 1, 0x20, 0x60}},
    {"control-registers", LONG, long_control, {8, 0, 0x80, 5}},
    {"fpu", LONG, long_float, {0x41100000, 42, 0x40490FDB}},
    {"debug-registers", LONG, long_debug, {0xFFFF0FF1, 0xFFFF4FF0, 0xD0401},
     .prepare = handle_debug},
    {"tsc", LONG, long_clock, {1, 0x100}},
    {"hypercall", LONG, long_calls, {-1000}, .prepare = tell_vendor},
    {"debugger", LONG, long_steps, {1, 3, 5, 6, 7, 18, 19}, .prepare = single_step,
     .debug = next_debug},
    {"dirty-log", LONG, long_writes, {0x300, 0x305, 0x3FF}, .prepare = log_writes,
     .check = report_writes},
    {"small-pages", LONG, long_walk, {65280}, .prepare = number_pages},
    {"large-pages", LONG, long_walk, {65280}, .prepare = join_pages},
    {"read-only", LONG, long_read_only, {0x66, 0x77, 0x66}, .prepare = add_read_only},
    {"moved-memory", LONG, long_moved, {0x99, 0}, .prepare = add_memory, .port = change_memory},
    {"interrupt-window", LONG, long_external, {1, 2, 3}, .prepare = handle_external,
     .port = ask_window},
    {"nmi", LONG, long_nmi, {1, 0xA, 2, 3}, .prepare = handle_nmi, .port = inject_nmi},
    {"pit", LONG, long_timer, {3}, 1, handle_timer},
    {"apic-timer", LONG, long_apic_timer, {3}, 1, handle_timer},
    {"tsc-deadline", LONG, long_deadline, {3}, 1, handle_timer},
    {"self-ipi", LONG, long_self, {1, 0x52, 2, 0x31, 3}, 1, handle_self},
    {"ioapic-level", LONG, long_line, {2}, 1, handle_line, set_line},
    {"two-processors", LONG, long_processors, {3}, 1, start_second},
};

static void wake(int signal) {}

// Runs one test in this process: 0 if the guest reported what it should.
static int passes(const struct test *test) {
  struct vm vm = {0};
  struct sigaction action = {.sa_handler = wake};
  sigaction(SIGALRM, &action, 0);
  create(&vm, test->chips);
  vm.ram = allocate(RAM, MADV_NOHUGEPAGE);
  memcpy(vm.ram + LOAD, guests, guests_end - guests);
  tables(&vm);
  map(&vm, 0, 0, vm.ram, RAM, 0);
  processor_state(&vm, test->mode, test->entry);
  if (test->prepare) test->prepare(&vm);
  alarm(3);
  int ended = run(&vm, test);
  if (ended && test->check) test->check(&vm);
  int same = ended;
  for (unsigned i = 0; i < 16; i++) {
    unsigned value = i < vm.count ? vm.values[i] : 0;
    same &= value == test->expected[i];
  }
  printf("%s %s:", same ? "ok" : "FAILED", test->name);
  for (unsigned i = 0; i < vm.count; i++) printf(" %x", vm.values[i]);
  printf("\n");
  if (!same) tell_state(&vm);
  fflush(stdout);
  return same;
}

static int chosen(const char *name, int count, char **names) {
  for (int i = 1; i < count; i++)
    if (!strcmp(names[i], name)) return 1;
  return count == 1;
}

int main(int count, char **names) {
  int run = 0, passed = 0;
  for (unsigned i = 0; i < sizeof TESTS / sizeof *TESTS; i++) {
    if (!chosen(TESTS[i].name, count, names)) continue;
    run++;
    pid_t child = fork();
    if (!child) _exit(!passes(&TESTS[i]));
    int status;
    waitpid(child, &status, 0);
    passed += status == 0;
  }
  printf("%d of %d guests passed\n", passed, run);
  return passed != run;
}
