// Guests of kvmtest.c. All are one image at LOAD in guest memory; every guest is entered at its
// label, in the mode that its row in kvmtest.c names. A guest reports a 32-bit value with REPORT
// and ends with DONE. Interrupt handlers end with "handler_" in their labels.

#define LOAD 0x10000
#define AT(label) (label - guests + LOAD)
#define REPORT out %eax, $0xE0
#define DONE out %al, $0xE1

        .section .rodata
        .globl guests, guests_end
        .balign 4096
guests:

// ---- Real mode: CS = DS = SS = 0x1000 ---------------------------------------

        .code16
        .globl real_ports
real_ports:                             // IN answers 41
        in $0x10, %al
        inc %al
        movzx %al, %eax
        REPORT
        DONE

        .globl real_interrupt
real_interrupt:                         // INT through the interrupt vector table at 0
        xor %ax, %ax
        mov %ax, %es
        movw $(real_int_handler - guests), %es:(0x80 * 4)
        movw %cs, %es:(0x80 * 4 + 2)
        mov $6, %eax
        int $0x80
        REPORT
        mov $1, %ax                     // DIV by zero: #DE, handler skips it
        movw $(real_divide_handler - guests), %es:(0 * 4)
        movw %cs, %es:(0 * 4 + 2)
        xor %cx, %cx
        div %cx
        REPORT
        DONE
real_int_handler:
        imul $7, %eax, %eax
        iret
real_divide_handler:
        mov %sp, %bp
        addw $2, (%bp)
        mov $0xDE, %eax
        iret

        .globl real_strings
real_strings:                           // REP OUTS, REP INS and REP MOVS
        push %cs
        pop %es
        mov $(real_text - guests), %si
        mov $0xE2, %dx
        mov $5, %cx
        rep outsb
        mov $(real_buffer - guests), %di
        mov $0x10, %dx
        mov $4, %cx
        rep insb
        mov %cs:(real_buffer - guests), %eax
        REPORT
        DONE
real_text:
        .ascii "hello"
        .globl real_to_long
real_to_long:                           // every mode on the way up, as boot loaders do
        cli
        lgdtl %cs:(gdt_pointer - guests)
        mov %cr0, %eax
        or $1, %eax
        mov %eax, %cr0
        ljmpl $0x08, $AT(to_protected)

        .globl real_unreal
real_unreal:                            // a 4 GiB limit stays in ES when back in real mode
        lgdtl %cs:(gdt_pointer - guests)
        mov %cr0, %eax
        or $1, %eax
        mov %eax, %cr0
        mov $0x10, %bx
        mov %bx, %es
        and $~1, %eax
        mov %eax, %cr0
        xor %bx, %bx
        mov %bx, %es
        mov $0x110000, %ebx
        movl $0x12345678, %es:(%ebx)
        mov %es:(%ebx), %eax
        REPORT
        DONE

        .globl real_halt
real_halt:
        hlt
        mov $1, %eax
        REPORT
        DONE

        .code32
to_protected:
        mov $0x10, %eax
        mov %eax, %ds
        mov %eax, %ss
        mov $0x32, %eax
        REPORT
        mov %cr4, %eax
        or $0x20, %eax                  // PAE
        mov %eax, %cr4
        mov $0x5000, %eax               // PML4 of kvmtest.c
        mov %eax, %cr3
        mov $0xC0000080, %ecx           // EFER.LME
        rdmsr
        or $0x100, %eax
        wrmsr
        mov %cr0, %eax
        or $0x80000000, %eax
        mov %eax, %cr0
        rdmsr
        REPORT
        ljmp $0x18, $AT(to_long)
        .code64
to_long:
        mov $0x6400000000, %rax
        shr $32, %rax
        REPORT
        ljmp *AT(compatibility_pointer)
        .code32
to_compatibility:                       // and down again
        mov %cr0, %eax
        and $0x7FFFFFFF, %eax
        mov %eax, %cr0
        mov $0xC0000080, %ecx
        rdmsr
        REPORT
        DONE

        .balign 4
compatibility_pointer:
        .long AT(to_compatibility)
        .word 0x08
real_buffer:
        .long 0, 0
idt_none:
        .word 0
        .long 0
gdt_pointer:
        .word 0x3F
        .long 0x1000                    // the GDT of kvmtest.c

// ---- Protected mode ---------------------------------------------------------

        .globl protected_sum
protected_sum:
        mov $100, %ecx
        xor %eax, %eax
1:      add %ecx, %eax
        loop 1b
        REPORT
        DONE

        .globl protected_segments
protected_segments:                     // reload every segment register, and read their limits
        mov $0x10, %eax
        mov %eax, %ds
        mov %eax, %es
        mov %eax, %fs
        mov %eax, %gs
        lsl %eax, %eax
        REPORT
        str %eax
        REPORT
        sldt %eax
        REPORT
        DONE

        .globl protected_shutdown
protected_shutdown:                     // an empty IDT: triple fault
        lidt AT(idt_none)
        ud2

        .globl protected_task
protected_task:                         // JMP to another task and IRET back from its CALL
        movl $AT(other_task), 0x1220    // EIP of the TSS at 0x1200
        movl $0x2, 0x1224               // EFLAGS
        movl $0xF000, 0x1238            // ESP
        movl $0x08, 0x124C              // CS
        movl $0x10, 0x1248              // ES
        movl $0x10, 0x1250              // SS
        movl $0x10, 0x1254              // DS
        lcall $0x38, $0
        str %eax
        REPORT
        DONE
other_task:
        str %eax
        REPORT
        pushf
        pop %eax
        and $0x4000, %eax               // NT
        REPORT
        iret

        .globl protected_vm86
protected_vm86:                         // virtual-8086 mode with IOPL 3; #GP of HLT brings us back
        mov %esp, 0x1104                // ESP0 and SS0 of the TSS at 0x1100
        movl $0x10, 0x1108
        push $0                         // GS FS DS ES
        push $0
        push $0x1000
        push $0
        push $0x1000                    // SS:SP
        push $0x8000
        push $0x23002                   // VM, IOPL 3
        push $0x1000                    // CS:IP
        push $(vm86_code - guests)
        iret
        .code16
vm86_code:
        mov %cs, %ax
        movzx %ax, %eax
        REPORT
        hlt
        .code32
        .globl vm86_handler_
vm86_handler_:                          // #GP: error code, IP, CS, EFLAGS
        mov 12(%esp), %eax
        and $0x20000, %eax
        REPORT
        DONE

// ---- PAE paging: PDPT at 0x7000 ---------------------------------------------

        .globl pae_pointers
pae_pointers:                           // PDPTE 1 is loaded by MOV to CR3 and not before
        movl $0x11111111, 0x100000
        movl $0x9001, 0x7008            // the second GiB becomes a view of the first
        movl $0, 0x700C
        mov %cr3, %eax
        mov %eax, %cr3
        mov 0x40100000, %eax
        REPORT
        DONE

// ---- Long mode --------------------------------------------------------------

        .code64
        .globl long_sum
long_sum:
        mov $0x100000000, %rax
        add $7, %rax
        ror $4, %rax
        REPORT
        DONE

        .globl long_cpuid
long_cpuid:                             // a leaf that only KVM_SET_CPUID2 knows
        mov $0x40001234, %eax
        xor %ecx, %ecx
        cpuid
        REPORT
        mov %edx, %eax
        REPORT
        DONE

        .globl long_memory
long_memory:                            // device memory: every width, both directions
        mov $0xE0000000, %ebx
        mov (%rbx), %eax                // kvmtest.c answers 0x55 in each byte
        REPORT
        movzbl 4(%rbx), %eax
        REPORT
        movb $0x12, 8(%rbx)
        movw $0x1234, 16(%rbx)
        movl $0x12345678, 32(%rbx)
        mov $0x123456789ABCDEF0, %rax
        mov %rax, 64(%rbx)
        incl (%rbx)
        DONE

        .globl long_registers
long_registers:                         // MSRs that VMX and SVM switch differently
        mov $0xC0000102, %ecx           // KERNEL_GS_BASE
        mov $0x1234, %eax
        mov $0x5678, %edx
        wrmsr
        swapgs
        mov $0xC0000101, %ecx           // GS_BASE
        rdmsr
        REPORT
        mov %edx, %eax
        REPORT
        mov $0xC0000082, %ecx           // LSTAR
        mov $0x8765, %eax
        xor %edx, %edx
        wrmsr
        cpuid                           // an exit between write and read
        mov $0xC0000082, %ecx
        rdmsr
        REPORT
        mov $0x277, %ecx                // PAT
        rdmsr
        xor $0x1, %eax
        wrmsr
        rdmsr
        REPORT
        mov $0x176, %ecx                // SYSENTER_EIP
        mov $0x4321, %eax
        xor %edx, %edx
        wrmsr
        rdmsr
        REPORT
        DONE

        .globl long_system_call
long_system_call:                       // to ring 3 and back
        mov $0xC0000080, %ecx
        rdmsr
        or $1, %eax
        wrmsr
        mov $0xC0000081, %ecx           // STAR: kernel 0x18, user 0x23 and up
        xor %eax, %eax
        mov $0x00200018, %edx
        wrmsr
        mov $0xC0000082, %ecx
        mov $AT(system_call_entry), %eax
        xor %edx, %edx
        wrmsr
        mov $0xC0000084, %ecx
        xor %eax, %eax
        wrmsr
        mov $AT(user_code), %ecx
        mov $0x3002, %r11d              // IOPL 3
        sysretq
user_code:
        mov %cs, %eax
        REPORT
        mov $5, %eax
        syscall
system_call_entry:
        REPORT
        mov %cs, %eax
        REPORT
        mov %r11d, %eax
        REPORT
        DONE

        .globl long_faults
long_faults:                            // handlers report vector and error code and skip 2 bytes
        xor %edx, %edx
        xor %ecx, %ecx
        div %ecx
        ud2
        mov $0x1000000000, %rbx         // not mapped
        movb %al, (%rbx)
        mov $0xC0001234, %ecx
        rdmsr
        DONE
        .globl divide_handler_, undefined_handler_, page_handler_, protection_handler_
divide_handler_:
        mov $0, %eax
        jmp 1f
undefined_handler_:
        mov $6, %eax
1:      REPORT
        addq $2, (%rsp)
        iretq
protection_handler_:
        pop %rax
        or $0xD00, %eax
        jmp 1b
page_handler_:
        pop %rax
        or $0xE00, %eax
        REPORT
        mov %cr2, %rax
        shr $8, %rax
        jmp 1b

        .globl long_paging
long_paging:                            // a page is mapped anew; INVLPG and MOV to CR3 show it
        movl $1, 0x200000
        movl $2, 0x201000
        mov 0x200000, %eax
        REPORT
        movq $0x201007, 0xC000          // the page table of 0x200000
        invlpg 0x200000
        mov 0x200000, %eax
        REPORT
        movq $0x200007, 0xC000
        mov %cr3, %rax
        mov %rax, %cr3
        mov 0x200000, %eax
        REPORT
        mov 0xC000, %eax
        and $0x60, %eax                 // accessed, not dirty
        REPORT
        movl $3, 0x200000
        mov 0xC000, %eax
        and $0x60, %eax
        REPORT
        DONE

        .globl long_control
long_control:                           // CR0.TS, CR4.PGE, CR8, XCR0-less instructions
        mov %cr0, %rax
        or $8, %rax
        mov %rax, %cr0
        mov %cr0, %rax
        and $8, %eax
        REPORT
        clts
        smsw %rax
        and $8, %eax
        REPORT
        mov %cr4, %rax
        xor $0x80, %rax
        mov %rax, %cr4
        mov %cr4, %rax
        and $0x80, %eax
        REPORT
        mov $5, %eax
        mov %rax, %cr8
        mov %cr8, %rax
        REPORT
        wbinvd
        DONE

        .globl long_float
long_float:                             // x87 and SSE state survives exits
        mov %cr4, %rax
        or $0x600, %rax
        mov %rax, %cr4
        fninit
        fldpi
        movl $42, 0x3000
        fildl 0x3000
        mov $0x40400000, %eax           // 3.0
        movd %eax, %xmm7
        xor %eax, %eax
        cpuid
        in $0x10, %al
        mulss %xmm7, %xmm7
        movd %xmm7, %eax
        REPORT
        fistpl 0x3000
        mov 0x3000, %eax
        REPORT
        fstps 0x3000
        mov 0x3000, %eax
        REPORT
        DONE

        .globl long_debug
long_debug:                             // the guest's own breakpoint and single step
        mov $0x3000, %eax
        mov %rax, %dr0
        mov $0xD0001, %eax              // write, 4 bytes, local
        mov %rax, %dr7
        movl $1, 0x3000
        nop
        pushfq
        orl $0x100, (%rsp)
        popfq
        nop
        mov %dr7, %rax
        REPORT
        DONE
        .globl debug_handler_
debug_handler_:
        mov %dr6, %rax
        REPORT
        xor %eax, %eax
        mov %rax, %dr6
        andl $~0x100, 16(%rsp)
        iretq

        .globl long_clock
long_clock:                             // time goes forward across exits, and follows an offset
        rdtsc
        shl $32, %rdx
        lea (%rdx, %rax), %rsi
        in $0x10, %al
        rdtsc
        shl $32, %rdx
        add %rdx, %rax
        cmp %rsi, %rax
        seta %al
        movzx %al, %eax
        REPORT
        mov $0x10, %ecx                 // IA32_TIME_STAMP_COUNTER
        xor %eax, %eax
        mov $0x100, %edx
        wrmsr
        rdtsc
        mov %edx, %eax
        REPORT
        DONE

        .globl long_calls
long_calls:                             // a hypercall that KVM does not know: -KVM_ENOSYS
        mov $1000, %eax
        cmpl $0, 0x3000                 // kvmtest.c: 1 on AMD
        jne 1f
        vmcall
        jmp 2f
1:      vmmcall
2:      REPORT
        DONE

        .globl long_steps
long_steps:                             // for the debugger outside
        nop
        inc %eax
        cpuid
        nop
        .globl long_break
long_break:
        nop
        movl $1, 0x3000
        nop
        int3
        DONE

        .globl long_writes
long_writes:                            // dirty the pages whose numbers are 0x300, 0x305, 0x3FF
        mov 0x301000, %eax
        movb $1, 0x300000
        movb $1, 0x305123
        movb $1, 0x3FFFFF
        DONE

        .globl long_walk
long_walk:                              // read a word of each page from 2 MiB to 4 MiB
        mov $0x200000, %ebx
        xor %eax, %eax
1:      add (%rbx), %eax
        movl $1, (%rbx)
        add $0x1000, %ebx
        cmp $0x400000, %ebx
        jne 1b
        REPORT
        DONE

        .globl long_read_only
long_read_only:                         // writes to read-only memory are device accesses
        mov 0x8000000, %eax
        REPORT
        movl $0x77, 0x8000000
        mov 0x8000000, %eax
        REPORT
        DONE

        .globl long_moved
long_moved:                             // memory that userspace moves and empties meanwhile
        mov $0x8000000, %ebx
        movl $0x99, (%rbx)
        in $0x11, %al                   // moved by 1 MiB
        mov 0x100000(%rbx), %eax
        REPORT
        in $0x12, %al                   // given back to Linux: reads as zero
        mov 0x100000(%rbx), %eax
        REPORT
        DONE

// ---- Interrupts -------------------------------------------------------------

        .globl long_external
long_external:                          // userspace injects vector 0x40 when the window opens
        cli
        in $0x11, %al                   // asks for it
        mov $1, %eax
        REPORT
        sti
        nop
        nop
        mov $3, %eax
        REPORT
        DONE
        .globl external_handler_
external_handler_:
        mov $2, %eax
        REPORT
        iretq

        .globl long_nmi
long_nmi:                               // two NMIs: the second waits for IRET of the first
        sti
        in $0x11, %al
        mov $3, %eax
        REPORT
        DONE
        .globl nmi_handler_
nmi_handler_:
        incl 0x3000
        mov 0x3000, %eax
        REPORT
        cmp $1, %eax
        jne 1f
        in $0x11, %al
        mov $0xA, %eax
        REPORT
1:      iretq

        .globl long_timer
long_timer:                             // 8259 and 8254 in the kernel: three ticks
        mov $0x11, %al
        out %al, $0x20
        mov $0x40, %al
        out %al, $0x21
        mov $4, %al
        out %al, $0x21
        mov $1, %al
        out %al, $0x21
        mov $0xFE, %al
        out %al, $0x21
        mov $0x34, %al
        out %al, $0x43
        mov $0, %al
        out %al, $0x40
        mov $0x10, %al
        out %al, $0x40
        mov $0xFEE00000, %ebx           // local APIC: virtual wire
        movl $0x1FF, 0xF0(%rbx)
        movl $0x700, 0x350(%rbx)
        jmp wait_for_three

        .globl long_apic_timer
long_apic_timer:                        // local APIC in its page: periodic timer
        mov $0xFEE00000, %ebx
        movl $0x1FF, 0xF0(%rbx)
        movl $0xB, 0x3E0(%rbx)          // divide by 1
        movl $0x20040, 0x320(%rbx)      // periodic, vector 0x40
        movl $0x4000, 0x380(%rbx)
        jmp wait_for_three

        .globl long_deadline
long_deadline:                          // x2APIC: one TSC deadline after the other
        mov $0x1B, %ecx
        rdmsr
        or $0xC00, %eax
        wrmsr
        mov $0x80F, %ecx
        mov $0x1FF, %eax
        xor %edx, %edx
        wrmsr
        mov $0x832, %ecx
        mov $0x40040, %eax
        wrmsr
        movl $1, 0x3004                 // handler: x2APIC, next deadline
        call next_deadline
wait_for_three:
        sti
1:      hlt
        cmpl $3, 0x3000
        jb 1b
        cli
        mov $3, %eax
        REPORT
        DONE
next_deadline:
        rdtsc
        add $0x8000, %eax
        adc $0, %edx
        mov $0x6E0, %ecx
        wrmsr
        ret
        .globl timer_handler_
timer_handler_:
        push %rax
        push %rcx
        push %rdx
        incl 0x3000
        cmpl $0, 0x3004
        jne 1f
        mov $0x20, %al
        out %al, $0x20
        movl $0, 0xB0(%rbx)
        jmp 2f
1:      mov $0x80B, %ecx
        xor %eax, %eax
        xor %edx, %edx
        wrmsr
        call next_deadline
2:      pop %rdx
        pop %rcx
        pop %rax
        iretq

        .globl long_self
long_self:                              // self-IPIs wait for TPR and IF, the higher comes first
        mov $0xFEE00000, %ebx
        movl $0x1FF, 0xF0(%rbx)
        cli
        mov $15, %eax
        mov %rax, %cr8
        movl $0x44031, 0x300(%rbx)      // self, vector 0x31
        movl $0x44052, 0x300(%rbx)
        sti
        nop
        mov $1, %eax
        REPORT
        mov $4, %eax
        mov %rax, %cr8                  // lets 0x52 through
        nop
        mov $2, %eax
        REPORT
        xor %eax, %eax
        mov %rax, %cr8
        nop
        mov $3, %eax
        REPORT
        DONE
        .globl low_handler_, high_handler_
low_handler_:
        mov $0x31, %eax
        jmp 1f
high_handler_:
        mov $0x52, %eax
1:      REPORT
        movl $0, 0xB0(%rbx)
        iretq

        .globl long_line
long_line:                              // I/O APIC, level-triggered: comes again until lowered
        mov $0xFEE00000, %ebx
        movl $0x1FF, 0xF0(%rbx)
        mov $0xFF, %al                  // nothing from the 8259s
        out %al, $0x21
        out %al, $0xA1
        mov $0xFEC00000, %edi
        movl $0x1A, (%rdi)              // entry 5
        movl $0x8041, 0x10(%rdi)        // level, vector 0x41
        movl $0x1B, (%rdi)
        movl $0, 0x10(%rdi)
        sti
        in $0x11, %al                   // raises the line
        nop
        cli
        mov 0x3000, %eax
        REPORT
        DONE
        .globl line_handler_
line_handler_:
        incl 0x3000
        cmpl $2, 0x3000
        jne 1f
        in $0x12, %al                   // lowers it
1:      movl $0, 0xB0(%rbx)
        iretq

        .globl long_processors
long_processors:                        // INIT and SIPI to a second processor, then ping-pong
        mov $0xFEE00000, %ebx
        movl $0x1FF, 0xF0(%rbx)
        movl $0x01000000, 0x310(%rbx)   // APIC 1
        movl $0x4500, 0x300(%rbx)       // INIT
        movl $0x4611, 0x300(%rbx)       // SIPI, page 0x11
1:      pause
        cmpl $1, 0x3000
        jne 1b
        movl $2, 0x3000
1:      pause
        cmpl $3, 0x3000
        jne 1b
        mov 0x3000, %eax
        REPORT
        DONE

        .org guests + 0x1000            // the page of the SIPI
        .code16
second_processor:
        xor %ax, %ax
        mov %ax, %ds
        movl $1, 0x3000
1:      pause
        cmpl $2, 0x3000
        jne 1b
        movl $3, 0x3000
1:      hlt
        jmp 1b
guests_end:
        .section .note.GNU-stack, "", @progbits
