; kernel.asm: a 64-bit kernel with one door, SYSCALL.
;
; Look for what is not here: no IDT, no stack in the TSS. This kernel serves
; system calls for its whole life and never needs them.
;
; With KPTI defined (kernel page-table isolation) the same kernel keeps two sets
; of page tables and shows ring 3 the smaller one. What that costs on the way in
; and on the way out stands between %ifdef KPTI and %endif.
;
; Three pages: the door, what this processor must find there, and all the rest.

bits 64
org AT_KERNEL

%include "preset64.inc"
%include "msr.inc"
%include "pic.inc"

PROCESS_ID      equ 7

CPU_PAGE        equ AT_KERNEL + 0x1000
KERNEL_PAGE     equ AT_KERNEL + 0x2000

struc this_cpu                          ; what GS points at while the kernel runs
.kernel_rsp:    resq 1                  ; top of the kernel stack
.user_rsp:      resq 1                  ; the application's RSP, while it waits
endstruc

%ifdef KPTI
KERNEL_TABLES   equ AT_TABLES           ; the set that ring 0 works with
USER_TABLES     equ AT_TABLES + 0x1000  ; the set that ring 3 sees
%endif

; ==== Page 1: boot, and the door ==================================================

start:
        mov     ecx, IA32_EFER          ; 1. switch the SYSCALL instruction on
        rdmsr
        or      eax, EFER_SCE
        wrmsr

        mov     ecx, IA32_STAR          ; 2. selectors: SYSCALL loads CS 08 and SS 10,
        xor     eax, eax                ;    SYSRET loads SS 18+8 and CS 18+16, RPL 3
        mov     edx, 0x18 << 16 | KERNEL_CODE
        wrmsr

        mov     ecx, IA32_LSTAR         ; 3. the address behind the door
        mov     eax, syscall_entry
        xor     edx, edx
        wrmsr

        mov     ecx, IA32_FMASK         ; 4. flags to clear on the way in: here IF, so
        mov     eax, RFLAGS_IF          ;    that nothing interrupts the first steps
        wrmsr

        mov     ecx, IA32_GS_BASE       ; 5. GS points at this processor's own data;
        mov     eax, CPU_PAGE           ;    the application's base (0) waits in
        wrmsr                           ;    IA32_KERNEL_GS_BASE

        mov     al, PIC_ALL_LINES       ; no device shall interrupt this lesson
        out     PIC1_MASK, al
        out     PIC2_MASK, al
%ifdef KPTI
        call    build_tables
tables_done:
%endif

; The first way to ring 3 is the way back from a system call that nobody made:
; the kernel lays out what syscall_entry would have kept, and returns.
        mov     rsp, [gs:this_cpu.kernel_rsp]
        push    AT_USER                 ; the RIP that SYSRET takes from RCX
        push    RFLAGS_IF | RFLAGS_ALWAYS       ; the RFLAGS that it takes from R11
        jmp     return_to_user

        align   0x200

; SYSCALL has put the return address into RCX and RFLAGS into R11. RSP still is the
; application's: this code may not push anything before it has a stack of its own.
syscall_entry:
        swapgs                          ; exchange the GS base: kernel data in reach
        mov     [gs:this_cpu.user_rsp], rsp
%ifdef KPTI
        mov     rsp, KERNEL_TABLES      ; RSP is kept, so it may carry this for a moment
        mov     cr3, rsp                ; from here on all of the kernel is visible
%endif
        mov     rsp, [gs:this_cpu.kernel_rsp]   ; now there is a stack
        push    rcx                     ; return address
        push    r11                     ; the application's flags
        call    serve

return_to_user:
        pop     r11
        pop     rcx
%ifdef KPTI
        mov     rsp, USER_TABLES
        mov     cr3, rsp                ; hide the kernel again
%endif
        mov     rsp, [gs:this_cpu.user_rsp]     ; an interrupt here would use that
        swapgs                          ; stack in ring 0, but IF is still clear
leave_kernel:
        o64 sysret                      ; RIP from RCX, RFLAGS from R11, ring 3

; ==== Page 2: this processor's data ===============================================

        times   CPU_PAGE - AT_KERNEL - ($ - $$) db 0

        dq      END_KERNEL_STACK        ; this_cpu.kernel_rsp
        dq      END_USER_STACK - 16     ; this_cpu.user_rsp, with an empty
                                        ; argument list above it

; ==== Page 3: the rest of the kernel ==============================================

        times   KERNEL_PAGE - AT_KERNEL - ($ - $$) db 0

; Call number in RAX; the answer goes back in RAX.
serve:
        cmp     eax, 39
        je      getpid
        cmp     eax, 60
        je      exit
        mov     rax, -38                ; "no such system call"
        ret

getpid:
        mov     eax, PROCESS_ID
        ret

exit:
        hlt                             ; IF is clear since the door, so this is the end

%ifdef KPTI

; ---- The two sets of page tables -------------------------------------------------
; Four levels: PML4, page directory pointers (PDPT), page directory (PD), page table
; (PT). Both sets end in the same table for the application's pages. They differ in
; what they say about the first 2 MiB, where the kernel lives.

KERNEL_PDPT     equ AT_TABLES + 0x2000
USER_PDPT       equ AT_TABLES + 0x3000
KERNEL_PD       equ AT_TABLES + 0x4000
USER_PD         equ AT_TABLES + 0x5000
DOOR_PT         equ AT_TABLES + 0x6000
APPLICATION_PT  equ AT_TABLES + 0x7000

PRESENT         equ 1 << 0
WRITABLE        equ 1 << 1
USER            equ 1 << 2              ; ring 3 may use it
LARGE           equ 1 << 7              ; in a page directory: one page of 2 MiB
OPEN            equ PRESENT | WRITABLE | USER

%define PT_SLOT(address) (8 * ((address) >> 12 & 0x1FF))
%define PD_SLOT(address) (8 * ((address) >> 21 & 0x1FF))

build_tables:
; The application's pages, for both sets.
        mov     qword [APPLICATION_PT + PT_SLOT(AT_USER)], AT_USER | PRESENT | USER
        mov     qword [APPLICATION_PT + PT_SLOT(AT_USER_STACK)], AT_USER_STACK | OPEN

; Ring 0: the kernel and everything near it, in one large page.
        mov     qword [KERNEL_TABLES], KERNEL_PDPT | OPEN
        mov     qword [KERNEL_PDPT], KERNEL_PD | OPEN
        mov     qword [KERNEL_PD], 0 | PRESENT | WRITABLE | LARGE
        mov     qword [KERNEL_PD + PD_SLOT(AT_USER)], APPLICATION_PT | OPEN

; Ring 3: of the kernel only two pages, and these without the user bit. SYSCALL
; does not change CR3, so the code behind the door must be found in this set, too.
        mov     qword [USER_TABLES], USER_PDPT | OPEN
        mov     qword [USER_PDPT], USER_PD | OPEN
        mov     qword [USER_PD], DOOR_PT | PRESENT | WRITABLE
        mov     qword [DOOR_PT + PT_SLOT(AT_KERNEL)], AT_KERNEL | PRESENT
        mov     qword [DOOR_PT + PT_SLOT(CPU_PAGE)], CPU_PAGE | PRESENT | WRITABLE
        mov     qword [USER_PD + PD_SLOT(AT_USER)], APPLICATION_PT | OPEN
        ret

%endif
