; guest.asm: a kernel that tries sixteen things.
;
; It is ring 0, and in the variant "open" most of these reach the hardware. In the base
; run the very same bytes leave the virtual machine one after the other. The difference
; is in the VMCS, and the guest cannot see it.

bits 64
org AT_GUEST
ORIGIN  equ AT_GUEST

%include "preset64.inc"
%include "gates.inc"
%include "msr.inc"

CR0_TS          equ 1 << 3              ; task switched: the FPU holds someone else's state
CR4_TSD         equ 1 << 2              ; RDTSC for ring 0 only

start:
        lidt    [idt_register]
        mov     qword [TSS_RSP0], END_GUEST_STACK

; ---- Ports -----------------------------------------------------------------------------
        mov     al, 'H'
        mov     dx, 0x3F8
out_data:
        out     dx, al
        mov     dx, 0x3FD
in_status:
        in      al, dx
out_immediate:
        out     0x80, al                ; the port is part of the instruction
        mov     rsi, text
        mov     ecx, 2
        mov     dx, 0x3F8
out_string:
        rep outsb

; ---- Control registers -------------------------------------------------------------------
read_cr3:
        mov     rcx, cr3
        mov     rbx, rcx
write_cr3:
        mov     cr3, rbx
        mov     rax, cr4
        or      rax, CR4_TSD
write_cr4:
        mov     cr4, rax

read_cr0:
        mov     rax, cr0                ; never leaves, whatever the controls
cr0_read:
        mov     [seen_cr0], rax
        or      rax, CR0_TS
write_cr0:
        mov     cr0, rax
clear_ts:
        clts                            ; clears CR0.TS, and nothing else

; ---- Model-specific registers, time, translations ------------------------------------------
        mov     ecx, IA32_LSTAR
read_msr:
        rdmsr
msr_read:
        mov     [seen_msr], eax
read_time:
        rdtsc
time_read:
        mov     [seen_time + 0], eax
        mov     [seen_time + 4], edx
drop_page:
        invlpg  [text]

; ---- Ring 3 ----------------------------------------------------------------------------------
        push    USER_DATA
        push    END_USER_STACK
        push    RFLAGS_ALWAYS
        push    USER_CODE
        push    AT_USER
into_user:
        iretq

; #GP: RDMSR is not for ring 3. This fault is the guest's own affair.
general_protection:
        inc     dword [faults]
        add     qword [rsp + 8], 2      ; RDMSR has two bytes; the error code lies on top
        add     rsp, 8
        iretq

; INT 0x80: the user has finished.
finished:
        vmcall                          ; the one instruction made for leaving

        align   8
seen_cr0:       dq 0
seen_time:      dq 0
seen_msr:       dd 0
faults:         dd 0
text:           db "i!"

        align   8
idt:
        empty_gates64 13
        interrupt_gate64 general_protection, 0          ; 13, #GP
        empty_gates64 0x80 - 14
        interrupt_gate64 finished, 3                    ; 0x80: open to ring 3
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
