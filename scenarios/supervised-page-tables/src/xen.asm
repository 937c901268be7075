; xen.asm: mini-Xen with an account of every frame.
;
; The guest's page tables are the ones that the processor walks. Xen lets the guest read
; them as it likes, and looks at each change before it is made. How, stands in
; lib/xen32-memory.inc.

bits 32
org AT_XEN
ORIGIN  equ AT_XEN

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"
%include "segments.inc"
%include "xen-abi.inc"

%define ON_PAGE_FAULT writable_page_table

FIRST_FRAME     equ AT_GUEST >> 12      ; the guest's memory: 64 frames of 4 KiB
FRAMES          equ 64
GUEST           equ AT_DOMAINS + DOMAIN_SIZE    ; domain 1

start:
        mov     esp, END_XEN_STACK
        call    take_the_machine

        mov     dword [current], GUEST
        mov     dword [GUEST + DOMAIN.id], 1
        mov     dword [GUEST + DOMAIN.shared], AT_SHARED
        mov     dword [GUEST + DOMAIN.first_frame], FIRST_FRAME
        mov     dword [GUEST + DOMAIN.frames], FRAMES
        mov     dword [GUEST + DOMAIN.user_from], AT_XEN        ; no application here
        mov     eax, AT_GUEST_TABLES >> 12
        call    build_address_space
        mov     eax, [GUEST + DOMAIN.cr3]
        call    turn_on_paging
        call    account_address_space
accounted:
        mov     edi, AT_HYPERCALL_PAGE
        call    fill_hypercall_page
        mov     eax, AT_GUEST
        mov     edx, END_GUEST_STACK
        jmp     enter_guest

do_sched_op:
        cmp     ebx, SCHEDOP_SHUTDOWN
        jne     no_such_call
machine_is_done:
        hlt

%include "uart.inc"
%include "xen32.inc"
%include "xen32-memory.inc"

        align   4
hypercall_table:
        dd      do_set_trap_table                       ; 0
        dd      do_mmu_update                           ; 1
        dd      no_such_call
        dd      do_stack_switch                         ; 3
        times 9 dd no_such_call
        dd      do_multicall                            ; 13
        dd      do_update_va_mapping                    ; 14
        times 2 dd no_such_call
        dd      do_xen_version                          ; 17
        dd      do_console_io                           ; 18
        times 7 dd no_such_call
        dd      do_mmuext_op                            ; 26
        times 2 dd no_such_call
        dd      do_sched_op                             ; 29
        times 12 dd no_such_call
