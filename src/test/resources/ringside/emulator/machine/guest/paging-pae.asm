; paging-pae.asm: PAE paging: PDPTE registers, no-execute, reserved bits, SMEP and SMAP (SDM, "PAE
; Paging", "Access Rights").
%include "harness32.inc"

%define P       1
%define RW      2
%define US      4
%define A       0x20
%define D       0x40
%define PS      0x80
%define NX      0x80000000              ; in the upper half

%define WRITE   2
%define USER    4
%define RESERVED 8
%define FETCH   16

pointers        equ 0x200000
directory       equ 0x201000
table           equ 0x202000
window          equ 0x800000
frame           equ 0x300000
entry           equ table
pde             equ directory + (window >> 21) * 8

%macro page_faults 2+
        faults  PF, %1, %2
        expect  dword [got_cr2], window
%endmacro
; with HIGH, LOW: the window's page-table entry, and a flushed TLB.
%macro with 2
        mov     dword [entry], %2
        mov     dword [entry + 4], %1
        mov     eax, cr3
        mov     cr3, eax
%endmacro

tests:
        mov     edi, pointers
        mov     ecx, 3 * 1024
        xor     eax, eax
        cld
        rep stosd
        mov     dword [pointers], directory + P
        mov     edi, directory
        mov     eax, P | RW | US | PS           ; 0 to 8 MiB in 2 MiB pages
        mov     ecx, 4
.fill:  mov     [edi], eax
        add     eax, 0x200000
        add     edi, 8
        loop    .fill
        mov     dword [pde], table + (P | RW | US)
        mov     eax, cr4
        or      eax, 0x20
        mov     cr4, eax
        mov     eax, pointers
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax

        with    0, frame + (P | RW | US)
        mov     dword [window], 0xFEEDFACE
        expect  dword [frame], 0xFEEDFACE
        expect  dword [entry], frame + (P | RW | US | A | D)
        ; The PDPTEs are registers: a change in memory counts from the next load of CR3 on.
        mov     dword [pointers], 0
        invlpg  [window]
        expect  dword [window], 0xFEEDFACE
        mov     dword [pointers], directory + P | 2     ; reserved bit
        mov     eax, pointers
        faults  GP, 0, mov cr3, eax
        mov     dword [pointers], directory + P
        mov     cr3, eax
        ; Addresses of 1 GiB and more have their own PDPTE.
        faults  PF, 0, mov al, [0x40000000]
        expect  dword [got_cr2], 0x40000000
        mov     dword [pointers + 8], directory + P
        mov     cr3, eax
        completes mov al, [0x40000000]

        ; Reserved bits; NX is one as long as EFER.NXE is 0.
        with    0x00080000, frame + (P | RW | US)
        page_faults P | RESERVED, mov al, [window]
        with    0x40000000, frame + (P | RW | US)       ; bit 62
        page_faults P | RESERVED | WRITE, mov [window], al
        with    NX, frame + (P | RW | US)
        page_faults P | RESERVED, mov al, [window]
        mov     ecx, 0xC0000080
        rdmsr
        or      eax, 0x800
        wrmsr
        with    NX, frame + (P | RW | US)
        completes mov al, [window]
        mov     byte [frame], 0xC3
        mov     dword [resume], .fetched
        mov     dword [got_vector], NONE
        mov     [saved_esp], esp
        call    window
.fetched:
        expect  dword [got_vector], PF
        expect  dword [got_error], P | FETCH
        expect  dword [got_eip], window
        expect  dword [got_cr2], window
        with    0, frame + (P | RW | US)
        completes call window
        ; A fetch from a page that is not there says that it was a fetch.
        with    0, 0
        mov     dword [resume], .absent
        mov     [saved_esp], esp
        call    window
.absent:
        expect  dword [got_vector], PF
        expect  dword [got_error], FETCH

        ; SMEP: no supervisor runs a user page. Our own pages are user pages: make them supervisor.
        and     dword [directory], ~US
        and     dword [directory + 8], ~US
        with    0, frame + (P | RW | US)
        mov     eax, cr4
        or      eax, 0x100000
        mov     cr4, eax
        mov     dword [resume], .smep
        mov     [saved_esp], esp
        call    window
.smep:  expect  dword [got_vector], PF
        expect  dword [got_error], P | FETCH
        completes mov al, [window]
        ; SMAP: and touches its data only with AC.
        mov     eax, cr4
        or      eax, 0x200000
        mov     cr4, eax
        page_faults P, mov al, [window]
        page_faults P | WRITE, mov [window], al
        stac
        mov     al, [window]
        clac
        page_faults P, mov al, [window]
        completes mov al, [frame]
        mov     eax, cr4
        and     eax, ~0x300000
        mov     cr4, eax
        mov     eax, cr0
        and     eax, 0x7FFFFFFF
        mov     cr0, eax
        ret
