; xen.asm: mini-Xen with two domains.
;
; Dom0 has the disk's driver and may use its ports. DomU has neither. Xen gives them
; three things to work together: event channels, grants, and turns on the processor.
; What it does not have is a driver for the disk.

bits 32
org AT_XEN
ORIGIN  equ AT_XEN

%include "preset32.inc"
%include "pic.inc"
%include "gates.inc"
%include "segments.inc"
%include "xen-abi.inc"

%define DELIVER_EVENTS deliver_events
%define ON_PAGE_FAULT writable_page_table
%define DISK_ENTRY disk_entry
%define PORTS_FOR_DOM0

DOM0            equ AT_DOMAINS
DOMU            equ AT_DOMAINS + DOMAIN_SIZE
FRAMES          equ 32                  ; of memory, for each

start:
        mov     esp, END_XEN_STACK
        call    take_the_machine
        call    start_interrupt_controllers

        mov     ebx, 1                  ; DomU, with an application in its upper pages
        mov     ecx, AT_DOMU >> 12
        mov     edx, FRAMES
        mov     esi, AT_APPLICATION - AT_DOMU
        call    make_domain
        mov     ebx, 0                  ; Dom0, without one
        mov     ecx, AT_DOM0 >> 12
        mov     edx, FRAMES
        mov     esi, AT_XEN - AT_DOM0
        call    make_domain

; What the tools that make domains leave behind: two event channels between them, for the
; store and for the console, and a grant for the store's page.
        mov     dword [DOM0 + DOMAIN.ports + 1 * 8], PORT_INTERDOMAIN | 1 << 16
        mov     dword [DOM0 + DOMAIN.ports + 1 * 8 + port.remote], 1
        mov     dword [DOMU + DOMAIN.ports + 1 * 8], PORT_INTERDOMAIN | 0 << 16
        mov     dword [DOMU + DOMAIN.ports + 1 * 8 + port.remote], 1
        mov     dword [DOM0 + DOMAIN.ports + 2 * 8], PORT_INTERDOMAIN | 1 << 16
        mov     dword [DOM0 + DOMAIN.ports + 2 * 8 + port.remote], 2
        mov     dword [DOMU + DOMAIN.ports + 2 * 8], PORT_INTERDOMAIN | 0 << 16
        mov     dword [DOMU + DOMAIN.ports + 2 * 8 + port.remote], 2
        mov     dword [AT_GRANT_TABLE + GNTTAB_RESERVED_XENSTORE * 8], GTF_PERMIT_ACCESS | 0 << 16
        mov     dword [AT_GRANT_TABLE + GNTTAB_RESERVED_XENSTORE * 8 + grant_entry.frame], AT_STORE >> 12

        mov     eax, [DOM0 + DOMAIN.cr3]
        call    turn_on_paging
        mov     dword [current], DOMU
        call    account_address_space
        mov     dword [current], DOM0
        call    account_address_space
domains_are_made:
        mov     edi, DOM0
        mov     esi, edi
        jmp     resume_domain

%include "uart.inc"
%include "xen32.inc"
%include "xen32-events.inc"
%include "xen32-memory.inc"
%include "xen32-grants.inc"
%include "xen32-domains.inc"

        align   4
hypercall_table:
        dd      do_set_trap_table                       ; 0
        dd      do_mmu_update                           ; 1
        dd      no_such_call
        dd      do_stack_switch                         ; 3
        dd      do_set_callbacks                        ; 4
        times 8 dd no_such_call
        dd      do_multicall                            ; 13
        dd      do_update_va_mapping                    ; 14
        times 2 dd no_such_call
        dd      do_xen_version                          ; 17
        dd      do_console_io                           ; 18
        dd      no_such_call
        dd      do_grant_table_op                       ; 20
        times 2 dd no_such_call
        dd      do_iret                                 ; 23
        times 2 dd no_such_call
        dd      do_mmuext_op                            ; 26
        times 2 dd no_such_call
        dd      do_sched_op                             ; 29
        times 2 dd no_such_call
        dd      do_event_channel_op                     ; 32
        times 9 dd no_such_call
