// A virtual machine of Linux's KVM ("The Definitive KVM API Documentation").

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

struct vm {
  int system, vm, processor;
  struct kvm_run *run;
  uint8_t *ram, *far;          // far: a second piece of memory, of some tests
  unsigned values[32], count;  // what the guest has reported
};

static long call(int file, unsigned long request, void *argument) {
  long result = ioctl(file, request, argument);
  if (result < 0) {
    printf("ioctl %lx: %s\n", request, strerror(errno));
    exit(2);
  }
  return result;
}

static void map(struct vm *vm, int slot, uint64_t address, void *memory, uint64_t size, int flags) {
  struct kvm_userspace_memory_region region = {slot, flags, address, size, (uint64_t)memory};
  call(vm->vm, KVM_SET_USER_MEMORY_REGION, &region);
}

static void *allocate(size_t size, int advice) {
  uint8_t *memory = mmap(0, size + (2 << 20), PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memory += -(uintptr_t)memory & ((2 << 20) - 1);
  madvise(memory, size, advice);
  return memory;
}

static int processor(struct vm *vm, long number) {
  static struct {
    struct kvm_cpuid2 head;
    struct kvm_cpuid_entry2 entries[256];
  } cpuid;
  cpuid.head.nent = 255;
  call(vm->system, KVM_GET_SUPPORTED_CPUID, &cpuid);
  for (unsigned i = 0; i < cpuid.head.nent; i++)
    if (cpuid.entries[i].function == 1)
      cpuid.entries[i].ecx |= 1u << 31 | 1 << 24;  // a guest, with TSC deadlines
  cpuid.entries[cpuid.head.nent++] =
      (struct kvm_cpuid_entry2){.function = 0x40001234, .eax = 0x1234, .edx = 0x5678};
  int file = call(vm->vm, KVM_CREATE_VCPU, (void *)number);
  call(file, KVM_SET_CPUID2, &cpuid);
  return file;
}

static void create(struct vm *vm, int chips) {
  vm->system = open("/dev/kvm", O_RDWR);
  vm->vm = call(vm->system, KVM_CREATE_VM, 0);
  if (ioctl(vm->system, KVM_CHECK_EXTENSION, KVM_CAP_SET_TSS_ADDR) > 0)
    call(vm->vm, KVM_SET_TSS_ADDR, (void *)0xFFFBD000);
  if (chips) {
    struct kvm_pit_config pit = {0};
    call(vm->vm, KVM_CREATE_IRQCHIP, 0);
    call(vm->vm, KVM_CREATE_PIT2, &pit);
  }
  vm->processor = processor(vm, 0);
  vm->run = mmap(0, call(vm->system, KVM_GET_VCPU_MMAP_SIZE, 0), PROT_READ | PROT_WRITE,
                 MAP_SHARED, vm->processor, 0);
}
