; dom0.asm: the kernel of Dom0. It has the driver for the disk, and the back end, which
; lends it to others.
;
; A request comes out of the ring; the data never passes through here. The disk itself
; carries it to or from DomU's frame.

bits 32
org AT_DOM0
ORIGIN  equ AT_DOM0

%include "preset32.inc"
%include "gates.inc"
%include "xen-abi.inc"

%define HYPERCALL_PAGE  AT_DOM0 + 0x1000
%define SHARED_PAGE     AT_DOM0 + 0x2000
%include "xen-guest32.inc"

DISK_SECTOR     equ 0x300               ; the disk's registers
DISK_ADDRESS    equ 0x304
DISK_COUNT      equ 0x308
DISK_COMMAND    equ 0x30C               ; written: 1 read, 2 write; read: how it went
DISK_READ       equ 1
DISK_WRITE      equ 2
DISK_ERROR      equ 4
SECTOR_SHIFT    equ 9

FRONT           equ 1                   ; whose requests we serve
STORE_PORT      equ 1
STORE_VIEW      equ AT_DOM0 + 0x40000   ; where Dom0 sees pages of others: behind its own
RING_VIEW       equ AT_DOM0 + 0x41000
DATA_VIEW       equ AT_DOM0 + 0x42000

start:
        mov     ebx, GUEST_CODE
        mov     ecx, event_callback
        mov     edx, GUEST_CODE
        xor     esi, esi
        hypercall HYPERVISOR_SET_CALLBACKS
        mov     ebx, EVTCHNOP_BIND_VIRQ ; tell me when a domain dies: port 3
        mov     ecx, bind_dom_exc
        hypercall HYPERVISOR_EVENT_CHANNEL_OP
        mov     ebx, EVTCHNOP_BIND_PIRQ ; the disk's interrupt, please: port 4
        mov     ecx, bind_disk
        hypercall HYPERVISOR_EVENT_CHANNEL_OP

; ---- Meeting the front end -------------------------------------------------------------

        mov     ecx, STORE_PORT         ; it has written something into the store
        call    wait_for_event
        mov     ebx, GNTTABOP_MAP_GRANT_REF
        mov     ecx, map_store
        mov     edx, 1
        hypercall HYPERVISOR_GRANT_TABLE_OP
        mov     eax, [STORE_VIEW]       ; which grant is the ring?
        mov     [map_ring + gnttab_map_grant_ref.ref], eax
        mov     eax, [STORE_VIEW + 4]   ; and which port its bell?
        mov     [bind_front + evtchn_bind_interdomain.remote_port], eax
        mov     ebx, GNTTABOP_MAP_GRANT_REF
        mov     ecx, map_ring
        mov     edx, 1
        hypercall HYPERVISOR_GRANT_TABLE_OP
        mov     ebx, EVTCHNOP_BIND_INTERDOMAIN
        mov     ecx, bind_front
        hypercall HYPERVISOR_EVENT_CHANNEL_OP
        mov     ebx, EVTCHNOP_SEND      ; we are connected
        mov     ecx, store_port
        hypercall HYPERVISOR_EVENT_CHANNEL_OP

; ---- The back end ------------------------------------------------------------------------

serve:
        mov     eax, [req_cons]
        cmp     eax, [RING_VIEW + ring.req_prod]
        jne     take_request
        inc     eax
        mov     [RING_VIEW + ring.req_event], eax       ; ring the bell for the next one
        dec     eax
        cmp     eax, [RING_VIEW + ring.req_prod]        ; has it come just now?
        jne     take_request
        mov     ecx, [bind_front + evtchn_bind_interdomain.local_port]
        call    wait_for_event
        jmp     serve

; Copy the request first: its author can still change what stands in the ring.
take_request:
        and     eax, RING_SLOTS - 1
        imul    eax, SLOT_SIZE
        lea     esi, [RING_VIEW + ring.slots + eax]
        mov     edi, request
        mov     ecx, blkif_request_size / 4
        rep     movsd
        inc     dword [req_cons]
request_is_taken:

        mov     eax, [request + blkif_request.gref]     ; may we touch its page?
        mov     [map_data + gnttab_map_grant_ref.ref], eax
        mov     eax, GNTMAP_HOST_MAP
        cmp     byte [request + blkif_request.operation], BLKIF_OP_WRITE
        jne     for_writing
        or      eax, GNTMAP_READONLY                    ; to write a sector we only read it
for_writing:
        mov     [map_data + gnttab_map_grant_ref.flags], eax
        mov     ebx, GNTTABOP_MAP_GRANT_REF
        mov     ecx, map_data
        mov     edx, 1
        hypercall HYPERVISOR_GRANT_TABLE_OP
        mov     word [status], BLKIF_RSP_ERROR
        cmp     word [map_data + gnttab_map_grant_ref.status], GNTST_OKAY
        jne     respond                                 ; we may not

; ---- The driver ----------------------------------------------------------------------------

        mov     dx, DISK_SECTOR
        mov     eax, [request + blkif_request.sector_number]
        out     dx, eax
        mov     dx, DISK_ADDRESS                        ; where in the machine: the grant
        movzx   eax, byte [request + blkif_request.first_sect]  ; has told us
        shl     eax, SECTOR_SHIFT
        add     eax, [map_data + gnttab_map_grant_ref.dev_bus_addr]
        out     dx, eax
        mov     dx, DISK_COUNT
        movzx   eax, byte [request + blkif_request.last_sect]
        sub     al, [request + blkif_request.first_sect]
        inc     eax
        out     dx, eax
        mov     dx, DISK_COMMAND
        mov     eax, DISK_READ
        cmp     byte [request + blkif_request.operation], BLKIF_OP_WRITE
        jne     start_disk
        mov     eax, DISK_WRITE
start_disk:
        out     dx, eax
disk_is_started:
        mov     ecx, [bind_disk + evtchn_bind_pirq.port]
        call    wait_for_event
disk_is_done:
        mov     dx, DISK_COMMAND
        in      eax, dx
        test    eax, DISK_ERROR
        jnz     disk_has_answered
        mov     word [status], BLKIF_RSP_OKAY
disk_has_answered:
        mov     eax, [map_data + gnttab_map_grant_ref.handle]
        mov     [unmap_data + gnttab_unmap_grant_ref.handle], eax
        mov     ebx, GNTTABOP_UNMAP_GRANT_REF           ; we need its page no longer
        mov     ecx, unmap_data
        mov     edx, 1
        hypercall HYPERVISOR_GRANT_TABLE_OP

; ---- The response --------------------------------------------------------------------------

respond:
        mov     eax, [rsp_prod]
        and     eax, RING_SLOTS - 1
        imul    eax, SLOT_SIZE
        lea     edi, [RING_VIEW + ring.slots + eax]
        mov     eax, [request + blkif_request.id]
        mov     [edi + blkif_response.id], eax
        mov     eax, [request + blkif_request.id + 4]
        mov     [edi + blkif_response.id + 4], eax
        mov     al, [request + blkif_request.operation]
        mov     [edi + blkif_response.operation], al
        mov     ax, [status]
        mov     [edi + blkif_response.status], ax
        inc     dword [rsp_prod]
        mov     eax, [rsp_prod]
        mov     [RING_VIEW + ring.rsp_prod], eax
response_is_put:
        sub     eax, [RING_VIEW + ring.rsp_event]       ; does it wait for this one?
        cmp     eax, 1                                  ; (new - event < new - old)
        jae     serve
        mov     ebx, EVTCHNOP_SEND
        mov     ecx, bind_front + evtchn_bind_interdomain.local_port
        hypercall HYPERVISOR_EVENT_CHANNEL_OP
        jmp     serve

%include "xen-events-guest32.inc"

        align   4
store_port:     dd STORE_PORT
bind_dom_exc:   dd VIRQ_DOM_EXC, 0, 0
bind_disk:      dd 14, 0, 0
bind_front:     dw FRONT, 0
                dd 0, 0
map_store:      dq STORE_VIEW
                dd GNTMAP_HOST_MAP, GNTTAB_RESERVED_XENSTORE
                dw FRONT, 0
                dd 0
                dq 0
map_ring:       dq RING_VIEW
                dd GNTMAP_HOST_MAP, 0
                dw FRONT, 0
                dd 0
                dq 0
map_data:       dq DATA_VIEW
                dd GNTMAP_HOST_MAP, 0
                dw FRONT, 0
                dd 0
                dq 0
unmap_data:     dq DATA_VIEW, 0
                dd 0
                dw 0, 0
req_cons:       dd 0
rsp_prod:       dd 0
status:         dw 0, 0
request:        times blkif_request_size db 0
