; vmm.asm: a monitor that emulates everything that traps, and is helpless otherwise.
;
; It keeps a virtual processor for the guest: interrupt flag, GDT, IDT, LDT, task. When
; the guest loads one of them, that traps, and the monitor takes note. When the guest
; reads them back, nothing traps, and the guest sees the monitor's own.
;
; With UMIP defined, the monitor switches on user-mode instruction prevention, a later
; addition to the processor. Five of the reads trap then, and are answered properly.

bits 32
org AT_VMM
ORIGIN  equ AT_VMM

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"
%include "segments.inc"

CR0_TS          equ 1 << 3              ; the next x87 instruction shall trap
CR4_UMIP        equ 1 << 11
TIMER_VECTOR    equ 0x20

start:
        mov     esp, END_VMM_STACK
        mov     ax, KERNEL_DATA         ; the guest has loaded ES for itself
        mov     es, ax
        xor     eax, eax
        lldt    ax                      ; no local table
        call    take_the_machine
        mov     eax, cr0                ; this monitor shares the x87 unit among guests
        or      eax, CR0_TS             ; and wants to know who uses it next
        mov     cr0, eax
%ifdef UMIP
        mov     eax, cr4
        or      eax, CR4_UMIP
        mov     cr4, eax
%endif
        mov     al, PIC_ONLY_TIMER
        out     PIC1_MASK, al
        jmp     enter_guest

%include "monitor32.inc"

; ---- Trap ------------------------------------------------------------------------

general_protection:
        pushad
        mov     ebp, esp
        push    ds
        push    ss
        pop     ds
        mov     esi, [ebp + FRAME.eip]
        mov     al, [esi]
        cmp     al, 0xFA
        je      emulate_cli
        cmp     al, 0xFB
        je      emulate_sti
        cmp     al, 0xE6
        je      emulate_out
        cmp     al, 0x0F
        je      emulate_table_instruction
done:
        hlt                             ; the jump to AT_VMM: the guest has finished

; ---- And emulate -----------------------------------------------------------------

emulate_cli:
        mov     dword [vcpu.vif], 0
        mov     ecx, 1
        jmp     resume

emulate_sti:
        mov     dword [vcpu.vif], 1
        mov     ecx, 1
        jmp     resume

; out port, al. The timer is the guest's, the interrupt controller is ours.
emulate_out:
        movzx   edx, byte [esi + 1]
        cmp     dl, PIT_COUNTER
        jb      out_is_done
        cmp     dl, PIT_COMMAND
        ja      out_is_done
        mov     al, [ebp + FRAME.eax]
        out     dx, al
out_is_done:
        mov     ecx, 2
        jmp     resume

; 0F 00 and 0F 01: eight instructions each, told apart by bits 5 to 3 of the third
; byte. Bits 7 and 6 of it say whether the operand is a register (3) or in memory; our
; guest uses AX, or an address in the next four bytes.
emulate_table_instruction:
        movzx   eax, byte [esi + 1]
        cmp     al, 1
        ja      done
        movzx   ecx, byte [esi + 2]
        shr     ecx, 3
        and     ecx, 7
        lea     ebx, [eax * 8 + ecx]    ; which of the sixteen
        mov     ecx, 3                  ; length with a register
        lea     edx, [ebp + FRAME.eax]
        cmp     byte [esi + 2], 0xC0
        jae     operand_is_known
        mov     ecx, 7                  ; length with an address
        mov     edx, [esi + 3]
        cmp     edx, AT_VMM - 8
        ja      done                    ; the guest's memory ends below us
operand_is_known:
        jmp     [emulators + ebx * 4]

load_ldt:
        movzx   eax, word [edx]
        mov     [vcpu.ldt], eax
        jmp     resume
load_task:
        movzx   eax, word [edx]
        mov     [vcpu.task], eax
        jmp     resume
load_gdt:
        mov     eax, [edx + 2]
        mov     [vcpu.gdt], eax
        jmp     resume
load_idt:
        mov     eax, [edx + 2]
        mov     [vcpu.idt], eax
        jmp     resume

; These five are called only with UMIP. Without it they never trap.
tell_ldt:
        mov     eax, [vcpu.ldt]
        mov     [edx], ax
        jmp     resume
tell_task:
        mov     eax, [vcpu.task]
        mov     [edx], ax
        jmp     resume
tell_gdt:
        mov     eax, [vcpu.gdt]
        mov     [edx + 2], eax
        jmp     resume
tell_idt:
        mov     eax, [vcpu.idt]
        mov     [edx + 2], eax
        jmp     resume
tell_cr0:
        mov     eax, cr0
        and     eax, ~CR0_TS            ; the guest has not set it
        mov     [edx], ax

resume:
        add     [ebp + FRAME.eip], ecx
        pop     ds
        popad
        add     esp, 4
        iretd

; ---- A real interrupt --------------------------------------------------------------
; It belongs to the monitor, whatever the guest has done. The guest gets a virtual one,
; if its virtual flag allows: three words on the guest's stack, as its own gate would
; have pushed them, and EIP at the guest's handler.
;
; The virtual flag stays as it is. The guest's IRET would set it again, and IRET is one
; of the instructions that do not trap.

timer_interrupt:
        push    0                       ; in place of an error code
        pushad
        mov     ebp, esp
        push    ds
        push    ss
        pop     ds
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC1_COMMAND, al
        cmp     dword [vcpu.vif], 0
        je      interrupt_is_done       ; this monitor does not keep it for later
        mov     eax, [ebp + FRAME.esp]
        mov     ecx, [ebp + FRAME.eflags]
        mov     [eax - 4], ecx
        mov     ecx, [ebp + FRAME.cs]
        mov     [eax - 8], ecx
        mov     ecx, [ebp + FRAME.eip]
        mov     [eax - 12], ecx
        sub     eax, 12
        mov     [ebp + FRAME.esp], eax
        mov     edx, [vcpu.idt]         ; the guest's gate: address in two halves
        movzx   eax, word [edx + TIMER_VECTOR * 8]
        mov     ecx, [edx + TIMER_VECTOR * 8 + 4]
        and     ecx, 0xFFFF0000
        or      eax, ecx
interrupt_injected:
        mov     [ebp + FRAME.eip], eax
interrupt_is_done:
        pop     ds
        popad
        add     esp, 4
        iretd

; ---- The virtual processor -----------------------------------------------------------

        align   4
vcpu:
.vif:           dd 1
.gdt:           dd 0
.idt:           dd 0
.ldt:           dd 0
.task:          dd 0

emulators:
        dd      tell_ldt, tell_task, load_ldt, load_task, done, done, done, done
        dd      tell_gdt, tell_idt, load_gdt, load_idt, tell_cr0, done, done, done

        align   8
idt:
        empty_gates32 13
        interrupt_gate32 general_protection, 0          ; 13, #GP
        empty_gates32 TIMER_VECTOR - 14
        interrupt_gate32 timer_interrupt, 0             ; 20: the timer
idt_end:
