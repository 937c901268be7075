; domu-kernel.asm: the kernel of DomU. It was written for bare metal and never changed.
;
; It drives a serial port and a disk, has an interrupt controller and a timer, and there
; is not one line in it about a hypervisor.

bits 64
org AT_DOMU_KERNEL
ORIGIN  equ AT_DOMU_KERNEL

%include "preset64.inc"
%include "gates.inc"
%include "msr.inc"
%include "pic.inc"
%include "ticks.inc"

DISK_LBA        equ 0x300               ; SimDisk: sector number, 32 bits
DISK_ADDRESS    equ 0x304               ; where in memory
DISK_COUNT      equ 0x308               ; how many sectors
DISK_COMMAND    equ 0x30C               ; write: command; read: status
DISK_READ       equ 1

%define physical(address) ((address) - AT_DOMU_KERNEL)

start:
        lgdt    [gdt_register]
        lidt    [idt_register]
        mov     ax, TSS_SELECTOR
        ltr     ax
        mov     ecx, IA32_EFER
        rdmsr
        or      eax, EFER_SCE
        wrmsr
        mov     ecx, IA32_STAR
        xor     eax, eax
        mov     edx, 0x18 << 16 | KERNEL_CODE
        wrmsr
        mov     ecx, IA32_LSTAR
        mov     eax, syscall_entry
        xor     edx, edx
        wrmsr
        mov     ecx, IA32_FMASK
        mov     eax, RFLAGS_IF
        wrmsr

into_user:
        mov     ecx, AT_DOMU_USER
        mov     r11d, RFLAGS_IF | RFLAGS_ALWAYS
        o64 sysret

; System calls: RAX says which. Devices may interrupt them.
syscall_entry:
        mov     [user_rsp], rsp
        mov     rsp, END_DOMU_STACK
        push    rcx
        push    r11
        sti
        cmp     eax, 39
        je      getpid
        cmp     eax, 1
        je      print
%ifdef WORKLOAD
        cmp     eax, 0
        je      read_sector
        cmp     eax, 2
        je      housekeeping
%endif
        cmp     eax, 3
        je      wait_for_ticks
finished:
        cli
        hlt                             ; exit: the machine has nothing left to do

getpid:
        mov     eax, 7
leave_kernel:
        cli
        pop     r11
        pop     rcx
        mov     rsp, [user_rsp]
        o64 sysret

; print: RSI the text, RDX how long.
print:
        mov     rdi, rdx
next_letter:
        lodsb
        call    uart_send
        dec     edi
        jnz     next_letter
        jmp     leave_kernel

%ifdef WORKLOAD
; read: sector EDI into the buffer for it. Four OUTs, then wait for the interrupt.
read_sector:
        mov     byte [disk_has_called], 0
        mov     eax, edi
        mov     dx, DISK_LBA
        out     dx, eax
        shl     eax, 9
        add     eax, physical(AT_BUFFERS)
        mov     dx, DISK_ADDRESS
        out     dx, eax
        mov     eax, 1
        mov     dx, DISK_COUNT
        out     dx, eax
        mov     eax, DISK_READ
        mov     dx, DISK_COMMAND
        out     dx, eax
.wait:
        pause
        cmp     byte [disk_has_called], 0
        je      .wait
        jmp     leave_kernel

; What kernels do all day, and what no hypervisor hears of with nested paging: 20 times
; interrupts off and on, 10 times a page-table entry, 4 times CR3.
housekeeping:
        mov     ecx, 20
.interrupts:
        cli
        sti
        dec     ecx
        jnz     .interrupts
        mov     ecx, 10
.entries:
        mov     rax, [AT_DOMU_TABLES + 0x2000]
        mov     [AT_DOMU_TABLES + 0x2000], rax
        invlpg  [AT_BUFFERS]
        dec     ecx
        jnz     .entries
        mov     ecx, 4
        mov     rax, cr3
.tables:
        mov     cr3, rax
        dec     ecx
        jnz     .tables
        jmp     leave_kernel
%endif

; Wait until the timer has ticked so often as the scenario says.
wait_for_ticks:
        pause
        cmp     byte [ticks], TICKS
        jb      wait_for_ticks
        jmp     leave_kernel

; ---- Interrupts ------------------------------------------------------------------------------
timer_interrupt:
        push    rax
        inc     byte [ticks]
        mov     al, PIC_END_OF_INTERRUPT
end_of_interrupt:
        out     PIC1_COMMAND, al
        pop     rax
        iretq

disk_interrupt:
        push    rax
        push    rdx
        mov     dx, DISK_COMMAND
        in      eax, dx                 ; the status; the disk takes its call back
        mov     byte [disk_has_called], 1
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC1_COMMAND, al        ; the second chip ends its interrupts by itself
        pop     rdx
        pop     rax
        iretq

%include "uart.inc"

        align   8
user_rsp:       dq 0
ticks:          db 0
disk_has_called: db 0

        align   8
gdt:
        dq      0
        dq      0x00AF9B000000FFFF      ; 08: 64-bit code, ring 0
        dq      0x00CF93000000FFFF      ; 10: data, ring 0
        dq      0x00CFFB000000FFFF      ; 1B: 32-bit code, ring 3
        dq      0x00CFF3000000FFFF      ; 23: data, ring 3
        dq      0x00AFFB000000FFFF      ; 2B: 64-bit code, ring 3
        dw      103, ADDRESS_OF(tss) & 0xFFFF           ; 30: the TSS below
        db      ADDRESS_OF(tss) >> 16 & 0xFF, 0x89, ADDRESS_OF(tss) >> 24 & 0xFF, 0
        dq      0
gdt_end:

tss:
        dd      0
        dq      END_DOMU_STACK
        times   23 dd 0

gdt_register:
        dw      gdt_end - gdt - 1
        dq      gdt

        align   8
idt:
        empty_gates64 PIC1_VECTOR
        interrupt_gate64 timer_interrupt, 0             ; 20: line 0
        empty_gates64 PIC2_VECTOR + 6 - PIC1_VECTOR - 1
        interrupt_gate64 disk_interrupt, 0              ; 2E: line 14
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
