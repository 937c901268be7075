; vmm.asm: a virtual machine monitor (VMM) in the classical way, trap and emulate.
;
; It takes ring 0 for itself and runs the guest's kernel at ring 1. What that kernel
; may do at ring 1, it does at full speed and unseen. What it may not do makes the
; processor call this program, which does it for the guest on a virtual processor:
; a handful of variables named vcpu.
;
; The monitor lies above the guest's memory. The guest's segments end where the
; monitor begins, since page tables cannot keep ring 1 out (see S07).

bits 32
org AT_VMM
ORIGIN  equ AT_VMM

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"
%include "segments.inc"

UART_DATA       equ 0x3F8
GUEST_PAGES     equ AT_VMM >> 12        ; the guest's machine: all memory below us

PAGE_4M         equ 0x83                ; directory entry: present, writable, 4 MiB
PAGE_LARGE      equ 0x80                ; the bit that says 4 MiB
CR0_PG          equ 1 << 31             ; paging
CR0_WP          equ 1 << 16             ; read-only pages bind rings 0 to 2, too
CR4_PSE         equ 1 << 4              ; pages of 4 MiB

struc FRAME                             ; the stack in the trap handler, from EBP up
.edi:           resd 1                  ; what PUSHAD leaves: EDI lowest, EAX highest
.esi:           resd 1
.ebp:           resd 1
.esp_unused:    resd 1
.ebx:           resd 1
.edx:           resd 1
.ecx:           resd 1
.eax:           resd 1
.error:         resd 1                  ; what the processor leaves
.eip:           resd 1
.cs:            resd 1
.eflags:        resd 1
.esp:           resd 1
.ss:            resd 1
endstruc

start:
        lgdt    [gdt_register]
        lidt    [idt_register]
        mov     eax, TASK
        ltr     ax

        mov     al, PIC_ALL_LINES       ; this scenario has no device interrupts
        out     PIC1_MASK, al
        out     PIC2_MASK, al

; The first shadow: the guest's memory and, above it, the monitor.
        mov     dword [first_shadow + 0], 0x000000 | PAGE_4M
        mov     dword [first_shadow + 4], 0x400000 | PAGE_4M
        mov     dword [first_shadow + 8], 0x800000 | PAGE_4M
        mov     dword [first_shadow + 12], AT_VMM | PAGE_4M
        mov     eax, cr4
        or      eax, CR4_PSE
        mov     cr4, eax
        mov     eax, first_shadow
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG | CR0_WP
        mov     cr0, eax

; Into the guest: a return to ring 1.
        mov     eax, GUEST_DATA
        mov     ds, eax
        mov     es, eax
        push    GUEST_DATA              ; SS
        push    END_GUEST_STACK         ; ESP
        push    EFLAGS_IF | EFLAGS_ALWAYS       ; the real IF stays on for ever
        push    GUEST_CODE              ; CS: ring 1
        push    AT_GUEST                ; EIP
        iretd

; ---- Trap ----------------------------------------------------------------------
; The guest's kernel wanted something that ring 1 may not do. Which instruction was
; it? The processor does not say, so the monitor reads the guest's code.

general_protection:
        pushad
        mov     ebp, esp
        push    ds                      ; the guest's segments end below our data
        push    ss
        pop     ds
        mov     esi, [ebp + FRAME.eip]
        mov     al, [esi]
        cmp     al, 0xFA
        je      emulate_cli
        cmp     al, 0xFB
        je      emulate_sti
        cmp     al, 0xEE
        je      emulate_out
        cmp     al, 0xF4
        je      emulate_hlt
        cmp     word [esi], 0x220F      ; bytes 0F 22: mov to a control register
        je      emulate_load_control
stop:
        hlt                             ; an instruction that this monitor does not know

; ---- And emulate ---------------------------------------------------------------

emulate_cli:
        mov     dword [vcpu.vif], 0     ; the guest's own interrupt flag, not ours
cli_emulated:
        mov     ecx, 1
        jmp     resume

emulate_sti:
        mov     dword [vcpu.vif], 1
sti_emulated:
        mov     ecx, 1
        jmp     resume

emulate_out:
        cmp     word [ebp + FRAME.edx], UART_DATA
        jne     stop                    ; the only device of the virtual machine
        mov     dx, UART_DATA
        mov     al, [ebp + FRAME.eax]
        out     dx, al                  ; the only real OUT in the whole machine
out_emulated:
        mov     ecx, 1
        jmp     resume

; mov cr3, register. The third byte holds two numbers: in bits 5 to 3 the control
; register, in bits 2 to 0 the general register.
emulate_load_control:
        movzx   eax, byte [esi + 2]
        mov     ecx, eax
        shr     ecx, 3
        and     ecx, 7
        cmp     ecx, 3
        jne     stop                    ; only CR3 is virtual here
        and     eax, 7
        neg     eax                     ; PUSHAD stores register 7 lowest: count back
        mov     edx, [ebp + FRAME.eax + eax * 4]
        mov     [vcpu.cr3], edx         ; what the guest will believe

; Build the second shadow from the guest's directory: copy an entry if its page lies
; in the guest's own memory, leave it out if it does not.
        xor     ecx, ecx
copy_entry:
        mov     eax, [edx + ecx * 4]
        test    al, PAGE_LARGE          ; this guest uses no second level; S11 does
        jz      leave_out
        cmp     eax, AT_VMM
        jb      entry_is_checked
leave_out:
        xor     eax, eax                ; not present, or it reached for the monitor
entry_is_checked:
        mov     [second_shadow + ecx * 4], eax
        inc     ecx
        cmp     ecx, AT_VMM >> 22
        jb      copy_entry
        mov     dword [second_shadow + (AT_VMM >> 22) * 4], AT_VMM | PAGE_4M
        mov     eax, second_shadow
        mov     cr3, eax                ; what the processor will use
load_emulated:
        mov     ecx, 3
        jmp     resume

emulate_hlt:
        mov     dword [vcpu.halted], 1
hlt_emulated:
        hlt                             ; no other guest to run, and IF is clear here

resume:
        add     [ebp + FRAME.eip], ecx  ; the instruction has been done: go on after it
        pop     ds
        popad
        add     esp, 4                  ; the error code
        iretd

; ---- The virtual processor -------------------------------------------------------

        align   4
vcpu:
.vif:           dd 1                    ; interrupt flag, as the guest left it
.cr3:           dd 0                    ; page directory, as the guest loaded it
.halted:        dd 0

; ---- Tables of the real one -------------------------------------------------------

        align   8
gdt:
        dq      0
        segment32 ALL_PAGES, SEGMENT_CODE, 0            ; 08: the monitor
        segment32 ALL_PAGES, SEGMENT_DATA, 0            ; 10
        segment32 GUEST_PAGES, SEGMENT_CODE, 1          ; 19: the guest's kernel,
        segment32 GUEST_PAGES, SEGMENT_DATA, 1          ; 21: cut off where we begin
        segment32 GUEST_PAGES, SEGMENT_CODE, 3          ; 2B: for its applications
        segment32 GUEST_PAGES, SEGMENT_DATA, 3          ; 33
        task_segment32 task                             ; 38
gdt_end:

idt:
        empty_gates32 13
        interrupt_gate32 general_protection, 0          ; 13, #GP
idt_end:

gdt_register:   dw gdt_end - gdt - 1
                dd gdt
idt_register:   dw idt_end - idt - 1
                dd idt

        align   4
task:           dd 0
                dd END_VMM_STACK        ; esp0: traps land on the monitor's stack
                dd KERNEL_DATA          ; ss0
                times 90 db 0
                dw TSS_SIZE             ; no I/O permission bitmap: every port traps

; Page directories for the processor. The guest never sees them.
        times   0x1000 - ($ - $$) db 0
first_shadow:   times 1024 dd 0
second_shadow:  times 1024 dd 0
