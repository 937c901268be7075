; guest.asm: a kernel that counts, together with its timer.
;
; The counter is shared with the handler of the timer. To add one the kernel keeps the
; handler away, then reads, adds and writes back. How it keeps the handler away is the
; only difference between the two builds of this file:
;
;   unchanged   PUSHF, CLI ... POPF, as on bare metal
;   PATCHED     a byte in the page that it shares with Xen
;
; Everything else has been ported already: it asks Xen for its timer, for instance.

bits 32
org AT_GUEST
ORIGIN  equ AT_GUEST

%include "preset32.inc"
%include "gates.inc"
%include "xen-abi.inc"
%include "xen-guest32.inc"

%define UPCALL_MASK     byte [AT_SHARED + shared_info.upcall_mask]
%define UPCALL_PENDING  byte [AT_SHARED + shared_info.upcall_pending]

ROUNDS          equ 3
WAIT_ROUNDS     equ 170                 ; long enough for the timer to strike once

start:
        mov     ebx, PHYSDEVOP_SET_IOPL ; "I am a kernel, I may use CLI"
        mov     ecx, iopl
        hypercall HYPERVISOR_PHYSDEV_OP
        mov     ebx, GUEST_CODE
        mov     ecx, event_callback     ; call me here when there is an event
        mov     edx, GUEST_CODE
        xor     esi, esi
        hypercall HYPERVISOR_SET_CALLBACKS
        mov     ebx, EVTCHNOP_BIND_VIRQ
        mov     ecx, bind_timer         ; the timer is one; which port is it?
        hypercall HYPERVISOR_EVENT_CHANNEL_OP
        mov     UPCALL_MASK, 0          ; events may come
        mov     ebx, VCPUOP_SET_PERIODIC_TIMER
        xor     ecx, ecx
        mov     edx, period
        hypercall HYPERVISOR_VCPU_OP

; ---- Count ---------------------------------------------------------------------------

next_round:
        mov     eax, [ticks]            ; begin right after the timer
wait_for_timer:
        cmp     eax, [ticks]
        je      wait_for_timer

; Keep interrupts away, and remember how it was.
section_start:
%ifdef PATCHED
        movzx   eax, UPCALL_MASK
        push    eax
        mov     UPCALL_MASK, 1
%else
        pushfd
        cli
%endif
protected:
        mov     ebx, [counter]          ; read,
        mov     ecx, WAIT_ROUNDS
wait_a_while:
        dec     ecx
        jnz     wait_a_while            ; (the timer strikes in here)
        inc     ebx                     ; add one,
        mov     [counter], ebx          ; and write back

; As it was before.
end_of_section:
%ifdef PATCHED
        pop     eax
        mov     UPCALL_MASK, al
        test    al, al
        jnz     section_end
        cmp     UPCALL_PENDING, 0       ; has anything come meanwhile?
        je      section_end
        xor     ebx, ebx
        hypercall HYPERVISOR_XEN_VERSION        ; any call will do: Xen looks on its way back
%else
        popfd
%endif
section_end:
        inc     dword [rounds]
        cmp     dword [rounds], ROUNDS
        jb      next_round

; ---- And report ------------------------------------------------------------------------

        mov     UPCALL_MASK, 1
        mov     eax, [rounds]           ; as often as kernel and timer have added one,
        add     eax, [ticks]
        sub     eax, [counter]          ; so much must the counter be
        mov     [lost], eax
        add     al, '0'
        mov     [digit], al
        mov     ebx, CONSOLEIO_WRITE
        mov     ecx, report_end - report
        mov     edx, report
        hypercall HYPERVISOR_CONSOLE_IO
done:
        mov     ebx, SCHEDOP_SHUTDOWN
        hypercall HYPERVISOR_SCHED_OP

; ---- Events ----------------------------------------------------------------------------

; Xen has masked events, and calls. On the stack: EIP, CS, EFLAGS, as after an interrupt.
event_callback:
        push    eax
        push    ecx
        mov     UPCALL_PENDING, 0
        xor     eax, eax
        xchg    eax, [AT_SHARED + shared_info.pending_sel]
        mov     ecx, [bind_timer + evtchn_bind_virq.port]
        btr     [AT_SHARED + shared_info.evtchn_pending], ecx
        jnc     not_the_timer
timer:
        inc     dword [counter]
        inc     dword [ticks]
not_the_timer:
        pop     ecx
        pop     eax
        jmp     AT_HYPERCALL_PAGE + HYPERVISOR_IRET * STUB_SIZE

        align   4
iopl:           dd 1
bind_timer:     dd VIRQ_TIMER, 0, 0
period:         dq 40000                ; nanoseconds
counter:        dd 0
ticks:          dd 0
rounds:         dd 0
lost:           dd 0
report:         db "lost "
digit:          db "?", 10
report_end:
