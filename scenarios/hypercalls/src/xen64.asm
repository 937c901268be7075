; xen64.asm: the same mini-Xen for a 64-bit guest.
;
; In 64-bit mode segments have no limits, so the guest's kernel runs at ring 3, beside
; its applications, and Xen keeps two sets of page tables to hold them apart. Xen also
; has to remember which of the two is running: the processor cannot tell.
;
; SYSCALL is the only door, for hypercalls of the kernel and for system calls of the
; applications. What a SYSCALL means depends on who did it.

bits 64
org AT_XEN

%include "preset64.inc"
%include "msr.inc"
%include "pic.inc"
%include "xen-abi.inc"

KERNEL_SET      equ AT_TABLES           ; guest kernel and application
USER_SET        equ AT_TABLES + 0x3000  ; the application alone
PAGE_2M         equ 0x83                ; present, writable, 2 MiB, for ring 0
PAGE_2M_USER    equ 0x87                ; the same for everybody
TABLE           equ 0x07

GUEST_START     equ AT_GUEST_KERNEL     ; the guests' memory
GUEST_END       equ 0x1000000

CLEARED_FLAGS   equ 0x44700             ; AC, NT, DF, IF and TF do not come in with SYSCALL

struc FRAME                             ; the guest's registers, on Xen's stack
.rdi:           resq 1
.rsi:           resq 1
.rdx:           resq 1
.rbx:           resq 1
.rax:           resq 1
.rip:           resq 1
.rflags:        resq 1
.rsp:           resq 1
endstruc

start:
        mov     rsp, END_XEN_STACK
        mov     al, PIC_ALL_LINES
        out     PIC1_MASK, al
        out     PIC2_MASK, al

; Two sets of three levels each, with pages of 2 MiB: Xen, the guest's kernel, and the
; application. The application's set leaves the kernel out.
        mov     qword [KERNEL_SET], KERNEL_SET + 0x1000 | TABLE
        mov     qword [KERNEL_SET + 0x1000], KERNEL_SET + 0x2000 | TABLE
        mov     qword [KERNEL_SET + 0x2000 + 8 * 0], 0 | PAGE_2M
        mov     qword [KERNEL_SET + 0x2000 + 8 * 2], AT_GUEST_KERNEL | PAGE_2M_USER
        mov     qword [KERNEL_SET + 0x2000 + 8 * 4], AT_GUEST_USER | PAGE_2M_USER

        mov     qword [USER_SET], USER_SET + 0x1000 | TABLE
        mov     qword [USER_SET + 0x1000], USER_SET + 0x2000 | TABLE
        mov     qword [USER_SET + 0x2000 + 8 * 0], 0 | PAGE_2M
        mov     qword [USER_SET + 0x2000 + 8 * 4], AT_GUEST_USER | PAGE_2M_USER
        mov     eax, KERNEL_SET
        mov     cr3, rax

        mov     ecx, IA32_EFER          ; the door: SYSCALL
        rdmsr
        or      eax, EFER_SCE
        wrmsr
        mov     ecx, IA32_STAR
        xor     eax, eax
        mov     edx, 0x18 << 16 | KERNEL_CODE
        wrmsr
        mov     ecx, IA32_LSTAR
        mov     eax, syscall_entry
        xor     edx, edx
        wrmsr
        mov     ecx, IA32_FMASK
        mov     eax, CLEARED_FLAGS
        wrmsr

; The hypercall page. Same calls, same places, another instruction inside. SYSCALL
; destroys RCX and R11, so a stub keeps them.
        mov     edi, AT_HYPERCALL_PAGE
        xor     ecx, ecx
fill:
        cmp     ecx, HYPERVISOR_IRET
        je      fill_iret
        mov     dword [rdi], 0xB8534151         ; 51 41 53 B8 ..  push rcx; push r11; mov eax,
        mov     [rdi + 4], ecx                  ;                 number
        mov     dword [rdi + 8], 0x5B41050F     ; 0F 05 41 5B     syscall; pop r11
        mov     word [rdi + 12], 0xC359         ; 59 C3           pop rcx; ret
        jmp     filled
fill_iret:
        mov     dword [rdi], 0x50534151         ; 51 41 53 50     push rcx; push r11; push rax
        mov     byte [rdi + 4], 0xB8            ; B8 ..           mov eax, number
        mov     [rdi + 5], ecx
        mov     word [rdi + 9], 0x050F          ; 0F 05           syscall
filled:
        add     edi, STUB_SIZE
        inc     ecx
        cmp     ecx, HYPERCALLS
        jb      fill
page_is_filled:

        mov     ecx, AT_GUEST_KERNEL            ; start the guest's kernel at ring 3
        mov     r11d, RFLAGS_IF | RFLAGS_ALWAYS
        mov     rsp, END_KERNEL_STACK
        o64 sysret

; ---- The way in ----------------------------------------------------------------------

syscall_entry:
        mov     [guest_rsp], rsp                ; the processor has left RSP alone
        mov     rsp, END_XEN_STACK
        push    qword [guest_rsp]
        push    r11                             ; RFLAGS
        push    rcx                             ; RIP
        push    rax
        push    rbx
        push    rdx
        push    rsi
        push    rdi
        mov     rbx, rsp                        ; the guest's registers
        cmp     dword [in_kernel], 0
        je      system_call                     ; who was it?

        cmp     rax, HYPERCALLS                 ; the kernel: a hypercall
        jae     .no_such
        call    [hypercall_table + rax * 8]     ; RDI, RSI, RDX, R10, R8 are the guest's
        jmp     .answer
.no_such:
        call    no_such_call
.answer:
        mov     [rbx + FRAME.rax], rax
answered:

return_to_guest:
        pop     rdi
        pop     rsi
        pop     rdx
        pop     rbx
        pop     rax
        pop     rcx                             ; SYSRET takes RIP from here
        pop     r11                             ; and RFLAGS from here
        pop     rsp
back_to_guest:
        o64 sysret

; An application's system call is none of Xen's business. Put what the guest's kernel
; needs onto its stack, and go there.
system_call:
        mov     edx, KERNEL_SET                 ; its stack is not in the application's set
        mov     cr3, rdx
        mov     rdx, [kernel_sp]
        sub     rdx, 7 * 8
        mov     [rdx + 0], rcx                  ; RCX and R11, as SYSCALL left them
        mov     [rdx + 8], r11
        mov     [rdx + 16], rcx                 ; RIP, CS, RFLAGS, RSP, SS
        mov     qword [rdx + 24], USER_CODE
        mov     [rdx + 32], r11
        mov     rax, [rbx + FRAME.rsp]
        mov     [rdx + 40], rax
        mov     qword [rdx + 48], USER_DATA
        mov     [rbx + FRAME.rsp], rdx
        mov     rax, [syscall_address]
        mov     [rbx + FRAME.rip], rax
        mov     dword [in_kernel], 1
bounced:
        jmp     return_to_guest

; ---- Hypercalls ------------------------------------------------------------------------

no_such_call:
        mov     rax, -ENOSYS
        ret

; set_callbacks(RDI = event, RSI = failsafe, RDX = system call)
do_set_callbacks:
        mov     [syscall_address], rdx
        xor     eax, eax
        ret

; stack_switch(RDI = SS, RSI = RSP)
do_stack_switch:
        lea     rax, [rsi - 7 * 8]              ; Xen will write there with its own rights
        cmp     rax, GUEST_START
        jb      bad_pointer
        cmp     rsi, GUEST_END
        ja      bad_pointer
        mov     [kernel_sp], rsi
        xor     eax, eax
        ret

; console_io(RDI = what, RSI = length, RDX = text)
do_console_io:
        cmp     rdi, CONSOLEIO_WRITE
        jne     no_such_call
        cmp     rdx, GUEST_START
        jb      bad_pointer
        mov     rcx, rsi
        add     rsi, rdx
        jc      bad_pointer
        cmp     rsi, GUEST_END
        ja      bad_pointer
        mov     rsi, rdx
        jrcxz   .done
.next:
        lodsb
        call    uart_send
        loop    .next
.done:
        xor     eax, eax
        ret

bad_pointer:
        mov     rax, -EFAULT
        ret

; iret(): the only way from the guest's kernel to its application, for both are at ring 3
; and only Xen can change the page tables. On the guest's stack: RAX, R11, RCX, flags,
; then RIP, CS, RFLAGS, RSP, SS. This mini-Xen goes back by SYSRET only.
do_iret:
        mov     rdx, [rbx + FRAME.rsp]
        cmp     rdx, GUEST_START
        jb      crash_guest
        cmp     rdx, GUEST_END - 9 * 8
        ja      crash_guest
        mov     rax, [rdx + 32]                 ; RIP
        cmp     rax, GUEST_END                  ; SYSRET faults in ring 0 if RIP is not
        jae     crash_guest                     ; canonical; so look first
        mov     [rbx + FRAME.rip], rax
        mov     rax, [rdx + 48]                 ; RFLAGS
        and     eax, 0xCD5                      ; the arithmetic ones and DF
        or      eax, RFLAGS_IF | RFLAGS_ALWAYS
        mov     [rbx + FRAME.rflags], rax
        mov     rax, [rdx + 56]                 ; RSP
        mov     [rbx + FRAME.rsp], rax
        mov     rax, [rdx]                      ; RAX is the answer of this call, too
        mov     dword [in_kernel], 0
        mov     ecx, USER_SET
        mov     cr3, rcx
        ret

do_sched_op:
        cmp     rdi, SCHEDOP_SHUTDOWN
        jne     no_such_call
machine_is_done:
        hlt

crash_guest:
        hlt

%include "uart.inc"

        align   8
hypercall_table:
        times 3 dq no_such_call
        dq      do_stack_switch                         ; 3
        dq      do_set_callbacks                        ; 4
        times 13 dq no_such_call
        dq      do_console_io                           ; 18
        times 4 dq no_such_call
        dq      do_iret                                 ; 23
        times 5 dq no_such_call
        dq      do_sched_op                             ; 29
        times 12 dq no_such_call

guest_rsp:              dq 0
kernel_sp:              dq 0                    ; from stack_switch
syscall_address:        dq 0                    ; from set_callbacks
in_kernel:              dd 1                    ; 1: the guest's kernel runs, 0: its application
