; dom0-kernel.asm: the kernel of Dom0. It has the drivers.
;
; To the hardware it is a guest like any other, in non-root operation. It may use two
; devices directly, since Xen has left holes for them, and it knows that it runs under
; Xen: to wait it makes a hypercall, and Xen wakes it by an interrupt of its own.

bits 64
org AT_DOM0_KERNEL
ORIGIN  equ AT_DOM0_KERNEL

%include "preset64.inc"
%include "gates.inc"
%include "msr.inc"
%include "xen-abi.inc"
%include "calls.inc"

UPCALL_VECTOR   equ 0xF3

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

        mov     ecx, AT_DEVICE_MODEL
        mov     r11d, RFLAGS_IF | RFLAGS_ALWAYS
        o64 sysret

; The device model calls. Interrupts are off; the stack is the kernel's from here on.
syscall_entry:
        mov     [user_rsp], rsp
        mov     rsp, END_DOM0_STACK
        push    rcx
        push    r11
        cmp     eax, CALL_OUT
        je      driver_out
        cmp     eax, CALL_IN
        je      driver_in
        cmp     eax, CALL_NOTIFY
        je      notify

; Nothing to do until Xen rings. Interrupts must be on, or the bell would not be heard.
wait_for_xen:
        mov     eax, HYPERVISOR_SCHED_OP
        mov     edi, SCHEDOP_BLOCK
        sti
        nop                             ; STI works from here on
block:
        vmcall
woken:
        cli

leave_kernel:
        pop     r11
        pop     rcx
        mov     rsp, [user_rsp]
        o64 sysret

notify:
        mov     [port], edi
        mov     eax, HYPERVISOR_EVENT_CHANNEL_OP
        mov     edi, EVTCHNOP_SEND
        mov     esi, port
ring_the_bell:
        vmcall
        jmp     leave_kernel

; The drivers: on the real devices, and nobody in between.
driver_out:
        mov     eax, esi
        cmp     edx, 4
        mov     edx, edi
        je      real_out_32
real_out:
        out     dx, al
        jmp     leave_kernel
real_out_32:
        out     dx, eax
        jmp     leave_kernel

driver_in:
        cmp     edx, 4
        mov     edx, edi
        je      .wide
        xor     eax, eax
        in      al, dx
        jmp     leave_kernel
.wide:
        in      eax, dx
        jmp     leave_kernel

; Xen rings. That the kernel was woken is all it needs to know here.
upcall:
        iretq

        align   8
user_rsp:       dq 0
port:           dd 0

        align   8
gdt:
        dq      0
        dq      0x00AF9B000000FFFF      ; 08: 64-bit code, ring 0
        dq      0x00CF93000000FFFF      ; 10: data, ring 0
        dq      0x00CFFB000000FFFF      ; 1B: 32-bit code, ring 3
        dq      0x00CFF3000000FFFF      ; 23: data, ring 3
        dq      0x00AFFB000000FFFF      ; 2B: 64-bit code, ring 3
        dw      103, ADDRESS_OF(tss) & 0xFFFF           ; 30: the TSS below
        db      ADDRESS_OF(tss) >> 16 & 0xFF, 0x89, 0, 0
        dq      0
gdt_end:

tss:
        dd      0
        dq      END_DOM0_STACK
        times   23 dd 0

gdt_register:
        dw      gdt_end - gdt - 1
        dq      gdt

        align   8
idt:
        empty_gates64 UPCALL_VECTOR
        interrupt_gate64 upcall, 0
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
