; domu.asm: the kernel of DomU. It has half a driver for a disk: the front end.
;
; It puts requests into a page that it shares with Dom0, says which of its own pages may
; be used for the data, and rings a bell. Look for IN and OUT: there are none.

bits 32
org AT_DOMU
ORIGIN  equ AT_DOMU

%include "preset32.inc"
%include "gates.inc"
%include "xen-abi.inc"

%define HYPERCALL_PAGE  AT_DOMU + 0x1000
%define SHARED_PAGE     AT_DOMU + 0x2000
%include "xen-guest32.inc"

BACK            equ 0                   ; who serves us: Dom0
STORE_PORT      equ 1
FIRST_REF       equ 8                   ; the first grants that are free for use: data,
RING_REF        equ 15                  ; and the ring

start:
        mov     ebx, GUEST_CODE
        mov     ecx, event_callback
        mov     edx, GUEST_CODE
        xor     esi, esi
        hypercall HYPERVISOR_SET_CALLBACKS
        mov     ebx, traps
        hypercall HYPERVISOR_SET_TRAP_TABLE
        mov     ebx, GUEST_DATA
        mov     ecx, END_DOMU_STACK
        hypercall HYPERVISOR_STACK_SWITCH

; ---- Meeting the back end ----------------------------------------------------------------

        mov     eax, RING_REF           ; Dom0 may use the ring's page
        mov     ecx, AT_RING_PAGE
        mov     edx, GTF_PERMIT_ACCESS
        call    give_grant
        mov     dword [AT_RING_PAGE + ring.req_event], 1
        mov     dword [AT_RING_PAGE + ring.rsp_event], 1
        mov     ebx, EVTCHNOP_ALLOC_UNBOUND
        mov     ecx, bell               ; a port for Dom0 to bind: number 3
        hypercall HYPERVISOR_EVENT_CHANNEL_OP
        mov     dword [AT_STORE], RING_REF      ; leave both numbers in the store. (The real
        mov     eax, [bell + evtchn_alloc_unbound.port] ; one has names and paths)
        mov     [AT_STORE + 4], eax
        mov     ebx, EVTCHNOP_SEND
        mov     ecx, store_port
        hypercall HYPERVISOR_EVENT_CHANNEL_OP
        mov     ecx, STORE_PORT
        call    wait_for_event          ; until Dom0 is connected
connected:
        push    USER_DATA               ; start the application
        push    END_APPLICATION_STACK
        push    EFLAGS_IF | EFLAGS_ALWAYS
        push    USER_CODE
        push    AT_APPLICATION
        mov     eax, USER_DATA
        mov     ds, ax
        mov     es, ax
        iretd

; ---- System calls ------------------------------------------------------------------------

; EAX 1: write sector EBX from page ECX. 2: read sector EBX into page ECX. 3: first the
; one and then the other, with page EDX for the second. 4: print EDX bytes at ECX. 5: end.
; The answer, in EAX, is 0 or an error.
system_call:
        push    ebx
        push    ecx
        push    edx
        cmp     eax, 4
        je      print
        ja      shut_down
        mov     esi, FIRST_REF
        cmp     eax, 2
        je      put_read
        push    eax
        mov     eax, BLKIF_OP_WRITE
        call    put_request
        pop     eax
        cmp     eax, 3
        jne     all_are_put
        call    push_requests           ; the first one is on its way
        mov     ebx, [esp + 8]
        mov     ecx, [esp]
        inc     esi
put_read:
        mov     eax, BLKIF_OP_READ
        call    put_request
all_are_put:
        call    push_requests
        call    wait_for_responses
        movsx   eax, word [status]
        jmp     answer
print:
        mov     ebx, CONSOLEIO_WRITE
        xchg    ecx, edx
        hypercall HYPERVISOR_CONSOLE_IO
answer:
        pop     edx
        pop     ecx
        pop     ebx
        iretd
shut_down:
        mov     ebx, SCHEDOP_SHUTDOWN
        hypercall HYPERVISOR_SCHED_OP

; ---- The front end -------------------------------------------------------------------------

; Lets Dom0 use page ECX, as grant EAX with flags EDX. The flags come last: with them the
; grant begins to count.
give_grant:
        mov     word [AT_GRANT_TABLE + eax * 8 + grant_entry.domid], BACK
        shr     ecx, 12
        mov     [AT_GRANT_TABLE + eax * 8 + grant_entry.frame], ecx
        mov     [AT_GRANT_TABLE + eax * 8 + grant_entry.flags], dx
grant_is_given:
        ret

; Writes a request into the ring. EAX: operation, EBX: sector, ECX: page, ESI: grant.
put_request:
        push    eax
        mov     edx, GTF_PERMIT_ACCESS
%ifdef READ_ONLY_GRANTS
        or      edx, GTF_READONLY       ; the mistake of this variant: for reads, too
%else
        cmp     eax, BLKIF_OP_WRITE     ; a page that goes to the disk is only read
        jne     .writable
        or      edx, GTF_READONLY
.writable:
%endif
        mov     eax, esi
        call    give_grant
        mov     edi, [req_prod]
        and     edi, RING_SLOTS - 1
        imul    edi, SLOT_SIZE
        add     edi, AT_RING_PAGE + ring.slots
        pop     eax
        mov     [edi + blkif_request.operation], al
        mov     byte [edi + blkif_request.nr_segments], 1
        mov     word [edi + blkif_request.handle], 0
        mov     [edi + blkif_request.id], esi
        mov     dword [edi + blkif_request.id + 4], 0
        mov     [edi + blkif_request.sector_number], ebx
        mov     dword [edi + blkif_request.sector_number + 4], 0
        mov     [edi + blkif_request.gref], esi
        mov     word [edi + blkif_request.first_sect], 0        ; the first, and the last
        inc     dword [req_prod]
        ret

; Shows the requests to Dom0, and rings the bell if Dom0 waits for it.
push_requests:
        mov     eax, [AT_RING_PAGE + ring.req_prod]
        mov     edx, [req_prod]
        mov     [AT_RING_PAGE + ring.req_prod], edx
request_is_put:
        mov     ecx, edx
        sub     ecx, [AT_RING_PAGE + ring.req_event]
        sub     edx, eax
        cmp     ecx, edx                ; new - event < new - old: the event's number is
        jae     .awake                  ; among the new ones
        mov     ebx, EVTCHNOP_SEND
        mov     ecx, bell + evtchn_alloc_unbound.port
        hypercall HYPERVISOR_EVENT_CHANNEL_OP
.awake:
        ret

; Takes responses until all requests have one.
wait_for_responses:
        mov     eax, [rsp_cons]
        cmp     eax, [AT_RING_PAGE + ring.rsp_prod]
        jne     take_response
        inc     eax
        mov     [AT_RING_PAGE + ring.rsp_event], eax
        dec     eax
        cmp     eax, [AT_RING_PAGE + ring.rsp_prod]
        jne     take_response
        mov     ecx, [bell + evtchn_alloc_unbound.port]
        call    wait_for_event
        jmp     wait_for_responses
take_response:
        and     eax, RING_SLOTS - 1
        imul    eax, SLOT_SIZE
        lea     esi, [AT_RING_PAGE + ring.slots + eax]
        mov     ax, [esi + blkif_response.status]
        mov     [status], ax
        mov     edx, [esi + blkif_response.id]  ; the number of its grant
        inc     dword [rsp_cons]
response_is_taken:
        mov     ax, [AT_GRANT_TABLE + edx * 8 + grant_entry.flags]
        test    ax, GTF_READING | GTF_WRITING
        jnz     still_mapped            ; Dom0 has not let go of it
        xor     ecx, ecx
        lock cmpxchg [AT_GRANT_TABLE + edx * 8 + grant_entry.flags], cx
        jne     still_mapped
grant_is_ended:
        mov     eax, [rsp_cons]
        cmp     eax, [req_prod]
        jne     wait_for_responses
        ret
still_mapped:
        mov     ebx, SCHEDOP_SHUTDOWN
        hypercall HYPERVISOR_SCHED_OP

%include "xen-events-guest32.inc"

        align   4
traps:
        trap    0x80, TRAP_FOR_ALL, system_call
        dq      0
store_port:     dd STORE_PORT
bell:           dw DOMID_SELF, BACK
                dd 0
req_prod:       dd 0
rsp_cons:       dd 0
status:         dw 0, 0
