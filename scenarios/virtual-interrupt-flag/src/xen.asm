; xen.asm: mini-Xen with event channels and a timer.
;
; A guest's interrupts are events, and its interrupt flag is a byte in a page that it
; shares with Xen. Setting that byte needs nobody's permission.

bits 32
org AT_XEN
ORIGIN  equ AT_XEN

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"
%include "segments.inc"
%include "xen-abi.inc"

%define ON_GENERAL_PROTECTION emulate_privileged
%define DELIVER_EVENTS deliver_events
%define TIMER_ENTRY timer_entry

PAGE_4M         equ 0x83                ; directory entry: present, writable, 4 MiB
GUEST           equ AT_DOMAINS + DOMAIN_SIZE    ; domain 1

start:
        mov     esp, END_XEN_STACK
        call    take_the_machine
        call    start_interrupt_controllers
        mov     dword [AT_DIRECTORY + 4], AT_GUEST | PAGE_4M
        mov     dword [AT_DIRECTORY + 12], AT_XEN | PAGE_4M
        mov     eax, AT_DIRECTORY
        call    turn_on_paging
        mov     edi, AT_HYPERCALL_PAGE
        call    fill_hypercall_page

        mov     dword [current], GUEST
        mov     dword [GUEST + DOMAIN.id], 1
        mov     dword [GUEST + DOMAIN.shared], AT_SHARED
        mov     byte [AT_SHARED + shared_info.upcall_mask], 1   ; it starts undisturbed
        mov     eax, AT_GUEST
        mov     edx, END_GUEST_STACK
        jmp     enter_guest

; A #GP of the guest. Its kernel may have tried CLI or STI. What then? The real Xen has
; the line that would clear or set upcall_mask here, as a comment: too dangerous, for the
; kernel may undo the CLI with POPF, and nobody would hear of that. Events would stay
; masked for ever. So, if the kernel may use CLI at all, Xen says "done" and does nothing.
emulate_privileged:
        mov     esi, [ebp + FRAME.eip]
        cmp     esi, AT_XEN
        jae     .not_ours
        mov     ebx, [current]
        cmp     dword [ebx + DOMAIN.iopl], 1
        jb      .not_ours
        test    byte [ebp + FRAME.cs], 2        ; its application may not
        jnz     .not_ours
        cmp     byte [esi], 0xFA                ; cli
        je      cli_ignored
        cmp     byte [esi], 0xFB                ; sti
        je      sti_ignored
.not_ours:
        clc
        ret
cli_ignored:
        inc     dword [ebp + FRAME.eip]
        stc
        ret
sti_ignored:
        inc     dword [ebp + FRAME.eip]
        stc
        ret

; physdev_op(EBX = what, ECX = structure)
do_physdev_op:
        cmp     ebx, PHYSDEVOP_SET_IOPL
        jne     no_such_call
        cmp     ecx, AT_XEN - 4
        ja      bad_pointer
        mov     eax, [ecx]
        mov     edi, [current]
        mov     [edi + DOMAIN.iopl], eax        ; the real IOPL stays 0
        xor     eax, eax
        ret

do_sched_op:
        cmp     ebx, SCHEDOP_SHUTDOWN
        jne     no_such_call
machine_is_done:
        hlt

%include "uart.inc"
%include "xen32.inc"
%include "xen32-events.inc"
%include "xen32-timer.inc"

        align   4
hypercall_table:
        dd      do_set_trap_table                       ; 0
        times 2 dd no_such_call
        dd      do_stack_switch                         ; 3
        dd      do_set_callbacks                        ; 4
        times 12 dd no_such_call
        dd      do_xen_version                          ; 17
        dd      do_console_io                           ; 18
        times 4 dd no_such_call
        dd      do_iret                                 ; 23
        dd      do_vcpu_op                              ; 24
        times 4 dd no_such_call
        dd      do_sched_op                             ; 29
        times 2 dd no_such_call
        dd      do_event_channel_op                     ; 32
        dd      do_physdev_op                           ; 33
        times 8 dd no_such_call
