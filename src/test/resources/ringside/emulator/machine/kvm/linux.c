// Boots a Linux bzImage in a virtual machine of KVM: linux KERNEL INITRD COMMAND-LINE. The machine
// has one processor, the kernel's interrupt controllers and timer, and a serial port that prints.
// It ends when the guest resets itself.

#include "vm.h"

enum { RAM = 128 << 20, PARAMETERS = 0x7000, COMMAND_LINE = 0x8000, KERNEL = 0x100000 };

// The serial port at 0x3F8: registers as written, and whether "transmitter empty" is to be told.
static uint8_t uart[8];
static int empty;

static void tell_interrupt(struct vm *vm) {
  struct kvm_irq_level line = {{4}, empty && uart[1] & 2};
  call(vm->vm, KVM_IRQ_LINE, &line);
}

static void serial_out(int port, uint8_t value) {
  int divisor = uart[3] & 0x80;
  if (port == 0 && !divisor) {
    putchar(value);
    if (value == '\n') fflush(stdout);
  }
  if (port < 2 && divisor) return;
  uart[port] = value;
  if (port == 0 || (port == 1 && value & 2)) empty = 1;
}

static uint8_t serial_in(int port) {
  switch (port) {
    case 2: {  // interrupt identification
      int told = empty && uart[1] & 2;
      if (told) empty = 0;
      return told ? 2 : 1;
    }
    case 5:
      return 0x60;  // transmitter empty
    case 6:
      return 0xB0;  // carrier, ready, clear to send
    default:
      return port == 0 ? 0 : uart[port];
  }
}

// True when the guest asks the keyboard controller for a reset.
static int ports(struct vm *vm) {
  struct kvm_run *run = vm->run;
  uint8_t *data = (uint8_t *)run + run->io.data_offset;
  for (unsigned i = 0; i < run->io.count; i++, data += run->io.size) {
    int serial = run->io.port - 0x3F8;
    int is_serial = serial >= 0 && serial < 8;
    if (run->io.direction == KVM_EXIT_IO_OUT) {
      if (run->io.port == 0x64 && *data == 0xFE) return 1;
      if (is_serial) serial_out(serial, *data);
    } else {
      memset(data, run->io.port == 0x64 ? 0 : 0xFF, run->io.size);
      if (is_serial) *data = serial_in(serial);
    }
    if (is_serial) tell_interrupt(vm);
  }
  return 0;
}

static size_t read_file(const char *name, void *to, size_t space) {
  int file = open(name, O_RDONLY);
  size_t size = 0;
  ssize_t got;
  while ((got = read(file, (uint8_t *)to + size, space - size)) > 0) size += got;
  if (!size) printf("cannot read %s\n", name), exit(2);
  close(file);
  return size;
}

// Linux, "The Linux/x86 Boot Protocol": the 32-bit entry.
static void load(struct vm *vm, char **names) {
  static uint8_t image[32 << 20];
  size_t size = read_file(names[1], image, sizeof image);
  size_t setup = (image[0x1F1] + 1) * 512;
  memcpy(vm->ram + KERNEL, image + setup, size - setup);
  uint8_t *parameters = vm->ram + PARAMETERS;
  memcpy(parameters + 0x1F1, image + 0x1F1, 0x202 + image[0x201] - 0x1F1);
  uint32_t disk = RAM - (16 << 20);
  uint32_t disk_size = read_file(names[2], vm->ram + disk, RAM - disk);
  uint32_t command_line = COMMAND_LINE;
  strcpy((char *)vm->ram + COMMAND_LINE, names[3]);
  parameters[0x210] = 0xFF;  // type of loader
  memcpy(parameters + 0x218, &disk, 4);
  memcpy(parameters + 0x21C, &disk_size, 4);
  memcpy(parameters + 0x228, &command_line, 4);
  struct {
    uint64_t address, size;
    uint32_t type;
  } __attribute__((packed)) memory[] = {{0, 0x9FC00, 1}, {0x100000, RAM - 0x100000, 1}};
  parameters[0x1E8] = 2;
  memcpy(parameters + 0x2D0, memory, sizeof memory);
}

static void start(struct vm *vm) {
  struct kvm_sregs s;
  struct kvm_regs r = {.rflags = 2, .rip = KERNEL, .rsi = PARAMETERS};
  struct kvm_segment code = {.limit = -1, .selector = 0x10, .type = 11, .present = 1, .s = 1,
                             .db = 1, .g = 1};
  struct kvm_segment data = code;
  data.type = 3, data.selector = 0x18;
  call(vm->processor, KVM_GET_SREGS, &s);
  s.cs = code;
  s.ds = s.es = s.fs = s.gs = s.ss = data;
  s.cr0 = 0x11;
  call(vm->processor, KVM_SET_SREGS, &s);
  call(vm->processor, KVM_SET_REGS, &r);
}

int main(int count, char **names) {
  struct vm vm = {0};
  if (count != 4) return 2;
  create(&vm, 1);
  vm.ram = allocate(RAM, MADV_HUGEPAGE);
  map(&vm, 0, 0, vm.ram, RAM, 0);
  load(&vm, names);
  start(&vm);
  for (;;) {
    call(vm.processor, KVM_RUN, 0);
    switch (vm.run->exit_reason) {
      case KVM_EXIT_IO:
        if (!ports(&vm)) break;
        printf("the guest has reset itself\n");
        return 0;
      case KVM_EXIT_MMIO:
        memset(vm.run->mmio.data, 0xFF, sizeof vm.run->mmio.data);
        break;
      default:
        printf("exit %u, %llx\n", vm.run->exit_reason, vm.run->hw.hardware_exit_reason);
        return 1;
    }
  }
}
