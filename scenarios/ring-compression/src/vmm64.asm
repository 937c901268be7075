; vmm64.asm: a monitor for a 64-bit guest.
;
; In 64-bit mode segments have no limits, so ring 1 would be as good as ring 0 to the
; page tables. The guest's kernel must therefore run at ring 3, beside its own
; application. To keep these two apart the monitor needs two sets of page tables.

bits 64
org AT_VMM
ORIGIN  equ AT_VMM

%include "preset64.inc"
%include "pic.inc"
%include "gates.inc"

COMMON_SET      equ AT_TABLES           ; guest kernel and application
USER_SET        equ AT_TABLES + 0x3000  ; the application alone

PAGE_2M         equ 0x83                ; present, writable, 2 MiB, for ring 0
PAGE_2M_USER    equ 0x87                ; the same for everybody
TABLE           equ 0x07

start:
        lidt    [idt_register]
        mov     qword [TSS_RSP0], END_VMM_STACK
        mov     al, PIC_ALL_LINES
        out     PIC1_MASK, al
        out     PIC2_MASK, al

; Two sets of three levels each. The last level has pages of 2 MiB: entry 0 is the
; monitor, entry 2 the guest's kernel, entry 4 the application.
        mov     qword [COMMON_SET], COMMON_SET + 0x1000 | TABLE
        mov     qword [COMMON_SET + 0x1000], COMMON_SET + 0x2000 | TABLE
        mov     qword [COMMON_SET + 0x2000 + 8 * 0], 0 | PAGE_2M
        mov     qword [COMMON_SET + 0x2000 + 8 * 2], AT_GUEST_KERNEL | PAGE_2M_USER
        mov     qword [COMMON_SET + 0x2000 + 8 * 4], AT_GUEST_USER | PAGE_2M_USER

        mov     qword [USER_SET], USER_SET + 0x1000 | TABLE
        mov     qword [USER_SET + 0x1000], USER_SET + 0x2000 | TABLE
        mov     qword [USER_SET + 0x2000 + 8 * 0], 0 | PAGE_2M
        mov     qword [USER_SET + 0x2000 + 8 * 4], AT_GUEST_USER | PAGE_2M_USER

        mov     eax, COMMON_SET
        mov     cr3, rax
        mov     ebx, AT_GUEST_KERNEL
        jmp     enter_guest

; INT 0x82: the guest's kernel wants its application to run, on set EAX (0 common, 1
; its own). RBX: where the application's system calls shall go.
run_application:
        mov     [guest_system_call], rbx
        mov     ecx, COMMON_SET
        test    eax, eax
        jz      set_is_chosen
        mov     ecx, USER_SET
set_is_chosen:
        mov     cr3, rcx
        mov     rbx, [application_rip]
        jmp     enter_guest

; INT 0x80: the application's system call. It belongs to the guest's kernel.
bounce:
        mov     rax, [rsp]              ; where the application goes on later
        mov     [application_rip], rax
        mov     eax, COMMON_SET
        mov     cr3, rax
        mov     rbx, [guest_system_call]

; To ring 3, at the address in RBX. Nothing else has to be kept: these two programs
; hold nothing in registers. A real monitor would keep all of them.
enter_guest:
        mov     rsp, END_VMM_STACK
        push    USER_DATA
        push    END_GUEST_STACK
        push    RFLAGS_IF | RFLAGS_ALWAYS
        push    USER_CODE
        push    rbx
        iretq

page_fault:
        hlt                             ; refused: the application has no such page

        align   8
application_rip:        dq AT_GUEST_USER
guest_system_call:      dq 0

        align   16
idt:
        empty_gates64 14
        interrupt_gate64 page_fault, 0                  ; 14, #PF
        empty_gates64 0x80 - 15
        interrupt_gate64 bounce, 3                      ; 0x80: from the application
        empty_gates64 1
        interrupt_gate64 run_application, 3             ; 0x82: from the guest's kernel
idt_end:

idt_register:                           ; what LIDT loads: limit, then base
        dw      idt_end - idt - 1
        dq      idt
