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

start:
        call    take_the_machine        ; tables, paging, the top of memory for us
        jmp     enter_guest             ; and ring 1 for the guest

%include "monitor32.inc"

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
        mov     [SECOND_SHADOW + ecx * 4], eax
        inc     ecx
        cmp     ecx, AT_VMM >> 22
        jb      copy_entry
        mov     dword [SECOND_SHADOW + (AT_VMM >> 22) * 4], AT_VMM | PAGE_4M
        mov     eax, SECOND_SHADOW
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

        align   8
idt:
        empty_gates32 13
        interrupt_gate32 general_protection, 0          ; 13, #GP
idt_end:
