; hypervisor.asm: gives a guest a memory of its own, by a second set of page tables.
;
; Three kinds of addresses are in play. The guest's programs use guest-linear ones. The
; guest's page tables turn them into guest-physical ones. The tables of this program,
; the extended page tables (EPT), turn those into the machine's. In this scenario:
;
;       guest-linear     400000 … 5FFFFF        by the guest's tables
;       guest-physical   000000 … 1FFFFF        by the EPT
;       the machine's    400000 … 5FFFFF

bits 64
org AT_HYPERVISOR
ORIGIN  equ AT_HYPERVISOR

%include "preset64.inc"
%include "vmcs.inc"
%include "vmx.inc"
%include "uart.inc"
%include "vmcall.inc"

GUEST_MEMORY    equ AT_GUEST            ; where in the machine guest-physical 0 is
SCREEN          equ 0xD0000000          ; guest-physical: a device, so nothing is there
NOWHERE         equ 0xF00000            ; guest-physical: beyond the guest's memory

; Entries of the guest's tables.
PAGE_OPEN       equ 1 << 0 | 1 << 1     ; present, writable

; Entries of the EPT. There is no "present" bit: an entry that allows nothing is absent.
EPT_READ        equ 1 << 0
EPT_WRITE       equ 1 << 1
EPT_EXECUTE     equ 1 << 2
EPT_ALL         equ EPT_READ | EPT_WRITE | EPT_EXECUTE
EPT_WRITE_BACK  equ 6 << 3              ; memory type of a leaf: ordinary memory
EPT_LARGE       equ 1 << 7              ; a leaf in the directory: 2 MiB
EPT_4_LEVELS    equ 3 << 3              ; in the EPT pointer: levels less one

EPT_PML4        equ AT_EPT
EPT_PDPT        equ AT_EPT + 0x1000
EPT_DIRECTORY   equ AT_EPT + 0x2000
EPT_TABLE       equ AT_EPT + 0x3000
EPT_TABLE_2     equ AT_EPT + 0x4000     ; for the odd page at NOWHERE

; ept_entry_of address: the entry of EPT_TABLE for an address in the guest's memory.
%define ept_entry_of(address) (EPT_TABLE + (((address) - GUEST_MEMORY) >> 12) * 8)

start:
        call    load_guest
        call    build_ept
        call    vmx_enter
        mov     edi, AT_VMCS
        call    vmcs_make
        mov     ebx, END_HYPERVISOR_STACK
        mov     ecx, vm_exit
        call    vmcs_describe_host
        mov     ebx, END_GUEST_STACK
        mov     ecx, AT_GUEST
        call    vmcs_describe_guest
        vmset   VMCS_GUEST_CR3, AT_GUEST_TABLES - GUEST_MEMORY  ; a guest-physical address
        vmset_control VMCS_PIN_CONTROLS, IA32_VMX_PIN_CONTROLS, 0
        vmset_control VMCS_EXIT_CONTROLS, IA32_VMX_EXIT_CONTROLS, EXIT_HOST_IS_64_BIT
        vmset_control VMCS_ENTRY_CONTROLS, IA32_VMX_ENTRY_CONTROLS, ENTRY_GUEST_IS_64_BIT
        vmset_control VMCS_CPU_CONTROLS, IA32_VMX_CPU_CONTROLS, CPU_SECONDARY_CONTROLS
%ifdef WITHOUT_VPID
        vmset_control VMCS_CPU_CONTROLS_2, IA32_VMX_CPU_CONTROLS_2, CPU2_EPT
%else
        vmset_control VMCS_CPU_CONTROLS_2, IA32_VMX_CPU_CONTROLS_2, CPU2_EPT | CPU2_VPID
        vmset   VMCS_VPID, 1            ; the guest's translations carry this tag
%endif
        vmset   VMCS_EPT_POINTER, EPT_PML4 | EPT_WRITE_BACK >> 3 | EPT_4_LEVELS
launch:
        vmlaunch
vmx_failed:
        hlt

; ---- The guest's own tables ----------------------------------------------------------------
; A boot loader's work: four tables that map the 2 MiB from 400000 on to guest-physical
; 0, except for two surprises.

load_guest:
TABLES  equ AT_GUEST_TABLES             ; PML4, PDPT, directory, page table
G       equ AT_GUEST_TABLES - GUEST_MEMORY      ; the same, as the guest counts
        mov     qword [TABLES], (G + 0x1000) | PAGE_OPEN
        mov     qword [TABLES + 0x1000], (G + 0x2000) | PAGE_OPEN
        mov     qword [TABLES + 0x2000 + 2 * 8], (G + 0x3000) | PAGE_OPEN
        mov     edi, TABLES + 0x3000
        mov     eax, PAGE_OPEN
.next:
        mov     [rdi], rax
        add     edi, 8
        add     eax, 0x1000
        cmp     edi, TABLES + 0x4000
        jb      .next
        mov     eax, SCREEN | PAGE_OPEN
        mov     [TABLES + 0x3000 + (AT_SCREEN >> 12 & 511) * 8], rax
        mov     qword [TABLES + 0x2000 + (AT_LOST >> 21) * 8], NOWHERE | PAGE_OPEN
        ret

; ---- The tables below ------------------------------------------------------------------------
build_ept:
        mov     qword [EPT_PML4], EPT_PDPT | EPT_ALL
        mov     qword [EPT_PDPT], EPT_DIRECTORY | EPT_ALL
        mov     qword [EPT_DIRECTORY], EPT_TABLE | EPT_ALL
        mov     edi, EPT_TABLE
        mov     eax, GUEST_MEMORY | EPT_WRITE_BACK | EPT_ALL
.next:
        mov     [rdi], rax
        add     edi, 8
        add     eax, 0x1000
        cmp     edi, EPT_TABLE + 0x1000
        jb      .next
        and     qword [ept_entry_of(AT_SHARED)], ~(EPT_WRITE | EPT_EXECUTE)    ; may be read
        and     qword [ept_entry_of(AT_BROKEN)], ~EPT_READ      ; to write but not to read
        ret                                                     ; is nonsense to the EPT

; ---- Exit --------------------------------------------------------------------------------------
vm_exit:
        push    rax
        push    rcx
        push    rdx
        push    rbx
        push    rsi
        vmget   rax, VMCS_EXIT_REASON
        vmget   rbx, VMCS_EXIT_QUALIFICATION
        vmget   rsi, VMCS_GUEST_PHYSICAL
reason_read:
        cmp     eax, EXIT_EPT_VIOLATION
        je      violation
        cmp     eax, EXIT_EPT_MISCONFIGURATION
        je      misconfiguration
        cmp     eax, EXIT_VMCALL
        jne     vmx_failed
        mov     eax, [rsp + 32]         ; the guest's EAX: what it asks
        cmp     eax, VMCALL_FORGET
        je      forget
        cmp     eax, VMCALL_LARGE_PAGE
        je      large_page
        cmp     eax, VMCALL_SMALL_PAGES
        je      small_pages
        hlt                             ; finished

; EPT violation. What was tried (bits 2 to 0), what the entry allows (bits 5 to 3), and
; whether it was the access itself or a step of the guest's walk (bit 8).
violation:
        test    ebx, 1 << 8
        jz      walk_stuck
        mov     eax, SCREEN
        cmp     rsi, rax
        je      screen_store
        test    ebx, 1 << 3
        jz      vmx_failed              ; nothing there, and no device of ours

; The page is there and may be read: the guest is the first to write to it. Pages
; that several guests share are treated so: here a copy would be made.
first_write:
        or      qword [ept_entry_of(AT_SHARED)], EPT_WRITE
        jmp     again

; There is no screen; there is this program. Which byte did the guest want to store?
; Nobody says, so read the instruction: its code is at RIP, its bytes are 88 07,
; mov [rdi], al.
screen_store:
        vmget   rcx, VMCS_GUEST_RIP     ; guest-linear; here the machine's address, too
        cmp     word [rcx], 0x0788
        jne     vmx_failed
        add     rcx, 2
        vmset   VMCS_GUEST_RIP, rcx
        mov     al, [rsp + 32]          ; the guest's AL
        call    uart_send
screen_emulated:
        jmp     resume

; The processor could not even read the guest's page table. Give it an empty page there.
walk_stuck:
        mov     qword [EPT_DIRECTORY + (NOWHERE >> 21) * 8], EPT_TABLE_2 | EPT_ALL
        mov     eax, AT_EMPTY_PAGE | EPT_WRITE_BACK | EPT_ALL
        mov     [EPT_TABLE_2 + (NOWHERE >> 12 & 511) * 8], rax
        jmp     again

; A bug of the one who wrote the EPT. Real hypervisors also use it on purpose, to mark
; pages of devices. Mend the entry.
misconfiguration:
        or      qword [ept_entry_of(AT_BROKEN)], EPT_READ
        jmp     again

large_page:
        mov     qword [EPT_DIRECTORY], GUEST_MEMORY | EPT_WRITE_BACK | EPT_LARGE | EPT_ALL
        jmp     forget
small_pages:
        mov     qword [EPT_DIRECTORY], EPT_TABLE | EPT_ALL
forget:
        vmget   rax, VMCS_GUEST_RIP
        add     rax, 3                  ; VMCALL has three bytes
        vmset   VMCS_GUEST_RIP, rax

; The tables have changed: drop what the processor remembers of them.
again:
        mov     eax, 1                  ; of one EPT
        invept  rax, [ept_descriptor]
resume:
        pop     rsi
        pop     rbx
        pop     rdx
        pop     rcx
        pop     rax
        vmresume
        jmp     vmx_failed

        align   16
ept_descriptor:
        dq      EPT_PML4 | EPT_WRITE_BACK >> 3 | EPT_4_LEVELS
        dq      0
