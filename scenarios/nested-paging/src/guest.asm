; guest.asm: a kernel with page tables of its own, and with surprises underneath.
;
; It believes that its memory begins at physical address 0, and that a screen is at
; D0000000. Its page tables say so, and they are right: as far as a guest can see.

bits 64
org AT_GUEST
ORIGIN  equ AT_GUEST

%include "preset64.inc"
%include "gates.inc"
%include "vmcall.inc"

start:
        lgdt    [gdt_register]
        lidt    [idt_register]

; ---- What does a load cost? ----------------------------------------------------------------
cold_load:
        mov     eax, [AT_DATA]          ; never touched before: 24 memory references
warm_load:
        mov     eax, [AT_DATA + 8]      ; the same page: the TLB knows it

        mov     eax, VMCALL_FORGET
        vmcall
load_again:
        mov     eax, [AT_DATA]          ; forgotten: the whole way once more

        mov     eax, VMCALL_LARGE_PAGE
        vmcall
load_large:
        mov     eax, [AT_DATA]          ; larger pages below: fewer steps
        mov     eax, VMCALL_SMALL_PAGES
        vmcall

; ---- A page that is not there, and works -----------------------------------------------------
        mov     edi, AT_SCREEN
        mov     al, 'H'
store_screen:
        mov     [rdi], al               ; my table maps this page, to D0000000
screen_done:

; ---- A page that is read only below ----------------------------------------------------------
store_shared:
        mov     dword [AT_SHARED], 1    ; my table says writable
shared_done:

; ---- A nonsensical entry below ---------------------------------------------------------------
load_broken:
        mov     eax, [AT_BROKEN]
broken_done:

; ---- My own page table is where there is no memory -------------------------------------------
load_lost:
        mov     eax, [AT_LOST]
lost_done:
        mov     eax, VMCALL_FINISHED
        vmcall

; #PF: a page fault of the guest's own making. Step over the load.
page_fault:
        inc     dword [faults]
        add     qword [rsp + 8], lost_done - load_lost
        add     rsp, 8                  ; the error code
        iretq

        align   4
faults: dd      0

        align   8
gdt:
        dq      0
        dq      0x00AF9B000000FFFF      ; 08: 64-bit code, ring 0
        dq      0x00CF93000000FFFF      ; 10: data, ring 0
gdt_end:

gdt_register:
        dw      gdt_end - gdt - 1
        dq      gdt

        align   8
idt:
        empty_gates64 14
        interrupt_gate64 page_fault, 0                  ; 14, #PF
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
