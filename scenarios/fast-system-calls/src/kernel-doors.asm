; kernel-doors.asm: a 64-bit kernel with three doors for a 32-bit application.
;
; SYSCALL leads to the address in IA32_CSTAR, SYSENTER to IA32_SYSENTER_EIP, and
; INT 0x80 to its gate. A processor that does not know one of the first two in this
; mode raises #UD (invalid opcode); the kernel counts that and steps over it.

bits 64
org AT_KERNEL
ORIGIN  equ AT_KERNEL

%include "preset64.inc"
%include "msr.inc"
%include "pic.inc"
%include "gates.inc"

PROCESS_ID      equ 7

start:
        lidt    [idt_register]
        mov     qword [TSS_RSP0], END_KERNEL_STACK      ; #UD and INT 0x80 land here

        mov     ecx, IA32_EFER
        rdmsr
        or      eax, EFER_SCE
        wrmsr

        mov     ecx, IA32_STAR          ; SYSCALL: CS 08, SS 10; back: CS 18, SS 20
        xor     eax, eax
        mov     edx, 0x18 << 16 | KERNEL_CODE
        wrmsr

        mov     ecx, IA32_CSTAR         ; SYSCALL from 32-bit code arrives here
        mov     eax, syscall_entry
        xor     edx, edx
        wrmsr

        mov     ecx, IA32_FMASK
        mov     eax, RFLAGS_IF
        wrmsr

        mov     ecx, IA32_SYSENTER_CS   ; SYSENTER: CS 08, SS 10; back: CS 18, SS 20
        mov     eax, KERNEL_CODE
        wrmsr

        mov     ecx, IA32_SYSENTER_ESP
        mov     eax, END_KERNEL_STACK
        wrmsr

        mov     ecx, IA32_SYSENTER_EIP
        mov     eax, sysenter_entry
        wrmsr

        mov     al, PIC_ALL_LINES       ; no device shall interrupt this lesson
        out     PIC1_MASK, al
        out     PIC2_MASK, al

        push    USER_DATA               ; SS
        push    END_USER_STACK - 16     ; RSP
        push    RFLAGS_IF | RFLAGS_ALWAYS
        push    USER_CODE32             ; CS: a 32-bit segment, hence compatibility mode
        push    AT_USER                 ; RIP
        iretq

; SYSCALL (AMD only, from this mode). The return address is in RCX, RFLAGS in R11,
; and RSP still is the application's. So small a service can do without a stack.
syscall_entry:
        mov     eax, PROCESS_ID
leave_by_sysret:
        o32 sysret                      ; the short form returns to 32-bit code

; SYSENTER (Intel only, from this mode). RSP is the kernel's now and nothing was
; kept: the application has left its RSP in ECX and its return address in EDX.
sysenter_entry:
        mov     eax, PROCESS_ID
        sti                             ; SYSEXIT restores no flags
leave_by_sysexit:
        o32 sysexit                     ; the short form returns to 32-bit code

; INT 0x80: only exit is left to ask for.
interrupt_entry:
        hlt                             ; the gate cleared IF, so this is the end

; #UD: the processor does not know this instruction in this mode. No error code.
invalid_opcode:
        inc     dword [unknown_doors]
        add     qword [rsp], 2          ; both instructions are two bytes long
        iretq

        align   4
unknown_doors:  dd 0

        align   16
idt:
        empty_gates64 6
        interrupt_gate64 invalid_opcode, 0              ; 6, #UD
        empty_gates64 0x80 - 7
        interrupt_gate64 interrupt_entry, 3             ; 0x80: open to ring 3
idt_end:

idt_register:                           ; what LIDT loads: limit, then base
        dw      idt_end - idt - 1
        dq      idt
