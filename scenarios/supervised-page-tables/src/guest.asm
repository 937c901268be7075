; guest.asm: a kernel that makes page tables, honestly and then not.
;
; A guest of Xen knows the machine addresses of its frames and writes them into its page
; tables itself. Here each frame's machine address is also where the guest sees it, to
; keep the numbers short.

bits 32
org AT_GUEST
ORIGIN  equ AT_GUEST

%include "preset32.inc"
%include "gates.inc"
%include "xen-abi.inc"
%include "xen-guest32.inc"

PAGE            equ 0x1000
READ_ONLY       equ 1                   ; present
WRITABLE        equ 3                   ; present, writable
DIRECTORY       equ AT_GUEST_TABLES
WINDOW          equ 0x800000            ; what the new page table will map
COUNT           equ 10                  ; pages there

start:
        mov     ebx, traps
        hypercall HYPERVISOR_SET_TRAP_TABLE

; ---- A new page table ------------------------------------------------------------------

        mov     edi, AT_NEW_TABLE       ; so far it is a page like any other:
        mov     eax, AT_DATA | WRITABLE ; ten entries, ten stores, and nobody is asked
        mov     ecx, COUNT
write_entry:
        mov     [edi], eax
        add     edi, 4
        add     eax, PAGE
        loop    write_entry
table_is_written:

        mov     ebx, pin                ; make it a page table
        mov     ecx, 1
        xor     edx, edx
        mov     esi, DOMID_SELF
        hypercall HYPERVISOR_MMUEXT_OP
pin_is_refused:                         ; no: I can still write to it

        mov     ebx, AT_NEW_TABLE       ; so give that up
        mov     ecx, AT_NEW_TABLE | READ_ONLY
        xor     edx, edx
        mov     esi, UVMF_INVLPG
        hypercall HYPERVISOR_UPDATE_VA_MAPPING
        mov     ebx, pin
        mov     ecx, 1
        xor     edx, edx
        mov     esi, DOMID_SELF
        hypercall HYPERVISOR_MMUEXT_OP
pinned:

        mov     ebx, hang               ; and hang it into the directory
        mov     ecx, 1
        xor     edx, edx
        mov     esi, DOMID_SELF
        hypercall HYPERVISOR_MMU_UPDATE
hung:
        mov     dword [WINDOW], 0x600D  ; use it: Xen has no part in this
touched:

; ---- Ten changes, three ways -------------------------------------------------------------

        mov     dword [page], WINDOW    ; 1. ten hypercalls
        mov     dword [entry], AT_DATA | READ_ONLY
one_by_one:
        mov     ebx, [page]
        mov     ecx, [entry]
        xor     edx, edx
        mov     esi, UVMF_INVLPG
        hypercall HYPERVISOR_UPDATE_VA_MAPPING
        add     dword [page], PAGE
        add     dword [entry], PAGE
        cmp     dword [page], WINDOW + COUNT * PAGE
        jb      one_by_one
ten_calls_done:

        mov     edi, list               ; 2. a list of ten hypercalls, and one call
        mov     eax, WINDOW
        mov     edx, AT_DATA | WRITABLE
write_call:
        mov     dword [edi + multicall_entry.op], HYPERVISOR_UPDATE_VA_MAPPING
        mov     [edi + multicall_entry.args + 0], eax
        mov     [edi + multicall_entry.args + 4], edx
        mov     dword [edi + multicall_entry.args + 8], 0
        mov     dword [edi + multicall_entry.args + 12], UVMF_INVLPG
        add     edi, multicall_entry_size
        add     eax, PAGE
        add     edx, PAGE
        cmp     eax, WINDOW + COUNT * PAGE
        jb      write_call
        mov     ebx, list
        mov     ecx, COUNT
make_multicall:
        hypercall HYPERVISOR_MULTICALL
multicall_done:

        mov     edi, list               ; 3. a list of ten entries, and one call
        mov     eax, AT_NEW_TABLE
        mov     edx, AT_DATA | READ_ONLY
write_update:
        mov     [edi + mmu_update.ptr], eax
        mov     dword [edi + mmu_update.ptr + 4], 0
        mov     [edi + mmu_update.val], edx
        mov     dword [edi + mmu_update.val + 4], 0
        add     edi, mmu_update_size
        add     eax, 4
        add     edx, PAGE
        cmp     eax, AT_NEW_TABLE + COUNT * 4
        jb      write_update
        mov     ebx, list
        mov     ecx, COUNT
        xor     edx, edx
        mov     esi, DOMID_SELF
make_update:
        hypercall HYPERVISOR_MMU_UPDATE
update_done:

; ---- Three attacks -----------------------------------------------------------------------

        mov     ebx, WINDOW             ; 1. a page of Xen's, please
        mov     ecx, AT_XEN | WRITABLE
        xor     edx, edx
        mov     esi, UVMF_INVLPG
map_xen:
        hypercall HYPERVISOR_UPDATE_VA_MAPPING
xen_is_refused:

        mov     ebx, WINDOW             ; 2. my own page table, but writable
        mov     ecx, AT_NEW_TABLE | WRITABLE
        xor     edx, edx
        mov     esi, UVMF_INVLPG
map_my_table:
        hypercall HYPERVISOR_UPDATE_VA_MAPPING
table_is_refused:

        mov     edi, AT_NEW_TABLE       ; 3. straight into the page table: an entry that
        mov     eax, AT_DATA | WRITABLE ;    I might have asked for,
honest_store:
        mov     [edi], eax
stored:
        mov     eax, AT_XEN | WRITABLE  ;    and one that I might not
dishonest_store:
        mov     [edi], eax
not_stored:
        mov     ebx, SCHEDOP_SHUTDOWN
        hypercall HYPERVISOR_SCHED_OP

; Xen hands our own page faults back to us. This one steps over the store.
page_fault:
        inc     dword [faults]
        add     esp, 4                  ; the error code
        add     dword [esp], 2
        iretd

        align   4
traps:
        trap    14, TRAP_FOR_KERNEL, page_fault
        dq      0
pin:            dd MMUEXT_PIN_L1_TABLE, AT_NEW_TABLE >> 12, 0
hang:           dq DIRECTORY + (WINDOW >> 22) * 4 + MMU_NORMAL_PT_UPDATE
                dq AT_NEW_TABLE | WRITABLE
page:           dd 0
entry:          dd 0
faults:         dd 0
list:           times COUNT * multicall_entry_size db 0
