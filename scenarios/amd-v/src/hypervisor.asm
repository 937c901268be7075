; hypervisor.asm: the smallest program that runs a virtual machine on AMD-V.
;
; Read it beside the hypervisor of S17. There is no VMXON, no VMCLEAR, no VMPTRLD and
; not one VMWRITE: the control block is memory. And there is no address to come back
; to after an exit: VMRUN is an instruction, and the next one follows it.

bits 64
org AT_HYPERVISOR
ORIGIN  equ AT_HYPERVISOR

%include "preset64.inc"
%include "gates.inc"
%include "vmcb.inc"
%include "pic.inc"

UART_DATA       equ 0x3F8

GUEST_VECTOR    equ 0x30
EVENT_VALID     equ 1 << 31             ; in the event to inject; type 0 is "external"

PAGE_OPEN       equ 7                   ; present, writable, user: nested walks are always
PAGE_LARGE      equ 1 << 7              ; a user's, and a page of the kernel stops them

; vmcb_segment register, selector, attributes, limit, base
%macro vmcb_segment 5
        mov     word [AT_VMCB + %1], %2
        mov     word [AT_VMCB + %1 + 2], %3
        mov     dword [AT_VMCB + %1 + 4], %4
        mov     qword [AT_VMCB + %1 + 8], %5
%endmacro

start:
        lidt    [idt_register]

; ---- 1. May we? ------------------------------------------------------------------------
        mov     ecx, VM_CR
        rdmsr
        test    eax, VM_CR_DISABLED
        jnz     give_up

; ---- 2. Switch SVM on, and give VMRUN a page to keep the host in --------------------------
        mov     ecx, IA32_EFER
        rdmsr
        or      eax, EFER_SVME
        wrmsr
        mov     ecx, VM_HSAVE_PA
        mov     eax, AT_HOST_SAVE
        xor     edx, edx
        wrmsr

; ---- 3. Describe: controls ------------------------------------------------------------------
        mov     dword [AT_VMCB + VMCB_INTERCEPT_1], INTERCEPT_1_INTR | INTERCEPT_1_CPUID | INTERCEPT_1_HLT | INTERCEPT_1_IOIO | INTERCEPT_1_MSR | INTERCEPT_1_SHUTDOWN
%ifdef VMRUN_NOT_INTERCEPTED
        mov     dword [AT_VMCB + VMCB_INTERCEPT_2], INTERCEPT_2_VMMCALL
%else
        mov     dword [AT_VMCB + VMCB_INTERCEPT_2], INTERCEPT_2_VMRUN | INTERCEPT_2_VMMCALL
%endif
        mov     qword [AT_VMCB + VMCB_IOPM], AT_IO_MAP
        or      byte [AT_IO_MAP + UART_DATA / 8], 1 << UART_DATA % 8
        mov     qword [AT_VMCB + VMCB_MSRPM], AT_MSR_MAP
%ifndef ASID_ZERO
        mov     dword [AT_VMCB + VMCB_ASID], 1
%endif
        call    build_nested_tables
        mov     qword [AT_VMCB + VMCB_NESTED_PAGING], 1
        mov     qword [AT_VMCB + VMCB_NESTED_CR3], AT_NESTED

; ---- and state ------------------------------------------------------------------------------
        vmcb_segment VMCB_CS, KERNEL_CODE, ATTRIBUTES_CODE64, 0xFFFFFFFF, 0
        vmcb_segment VMCB_SS, KERNEL_DATA, ATTRIBUTES_DATA, 0xFFFFFFFF, 0
        vmcb_segment VMCB_DS, KERNEL_DATA, ATTRIBUTES_DATA, 0xFFFFFFFF, 0
        vmcb_segment VMCB_ES, KERNEL_DATA, ATTRIBUTES_DATA, 0xFFFFFFFF, 0
        vmcb_segment VMCB_TR, TSS_SELECTOR, ATTRIBUTES_TSS64, 0x67, TSS
        vmcb_segment VMCB_GDTR, 0, 0, 0x3F, GDT
        mov     qword [AT_VMCB + VMCB_EFER], EFER_SVME | EFER_LONG_MODE
        mov     rax, cr0
        mov     [AT_VMCB + VMCB_CR0], rax
        mov     rax, cr3
        mov     [AT_VMCB + VMCB_CR3], rax
        mov     rax, cr4
        mov     [AT_VMCB + VMCB_CR4], rax
        mov     dword [AT_VMCB + VMCB_DR6], 0xFFFF0FF0
        mov     qword [AT_VMCB + VMCB_DR7], 0x400
        mov     qword [AT_VMCB + VMCB_RFLAGS], RFLAGS_ALWAYS
        mov     qword [AT_VMCB + VMCB_RIP], AT_GUEST
        mov     qword [AT_VMCB + VMCB_RSP], END_GUEST_STACK
described:

; ---- 4. Run -----------------------------------------------------------------------------------
; Between CLGI and STGI nothing interrupts this processor. VMRUN switches some of the
; state; what it leaves, VMLOAD and VMSAVE move: FS, GS, TR, LDTR and the system-call MSRs.
; RBX to R15 belong to whoever put something there last.

        mov     eax, AT_HOST_SAVE + 0x1000
        vmsave                          ; RAX: where
again:
        clgi
        mov     eax, AT_VMCB
        vmload                          ; RAX: from where
        mov     rbx, [guest_rbx]
        mov     rcx, [guest_rcx]
        mov     rdx, [guest_rdx]
        mov     rdi, [guest_rdi]
run:
        vmrun                           ; RAX: which VMCB
returned:
        mov     [guest_rbx], rbx        ; so these are still the guest's
        mov     [guest_rcx], rcx
        mov     [guest_rdx], rdx
        mov     [guest_rdi], rdi
        vmsave                          ; RAX is ours again
        mov     eax, AT_HOST_SAVE + 0x1000
        vmload                          ; RAX: from where
%ifndef WITHOUT_STGI
        stgi
%endif
        inc     dword [exits]

; ---- 5. Answer ----------------------------------------------------------------------------------
        mov     rax, [AT_VMCB + VMCB_EXIT_CODE]
code_read:
        cmp     rax, SVM_EXIT_CPUID
        je      answer_cpuid
        cmp     rax, SVM_EXIT_IOIO
        je      port_written
        cmp     rax, SVM_EXIT_VMMCALL
        je      called
        cmp     rax, SVM_EXIT_VINTR
        je      window_open
        cmp     rax, SVM_EXIT_NPF
        je      nested_fault
        cmp     rax, SVM_EXIT_HLT
        je      guest_stopped
give_up:
        hlt                             ; refused (-1), or not asked for

answer_cpuid:
        mov     qword [AT_VMCB + VMCB_RAX], 0x40000000
        mov     dword [guest_rbx], "Ring"
        mov     dword [guest_rcx], "side"
        mov     dword [guest_rdx], " SVM"
next_instruction:
        mov     rax, [AT_VMCB + VMCB_NEXT_RIP]  ; the processor says where it is
        mov     [AT_VMCB + VMCB_RIP], rax
        jmp     again

; EXITINFO1 tells the port and the width, the byte is in the guest's AL: in the VMCB.
port_written:
        mov     dx, UART_DATA
        mov     al, [AT_VMCB + VMCB_RAX]
        out     dx, al
port_done:
        jmp     next_instruction

; The guest called. It shall have an interrupt for it, as soon as it can take one. V_IRQ
; makes the processor watch for that moment, and the intercept makes it tell us.
called:
        mov     dword [AT_VMCB + VMCB_VIRTUAL_INTERRUPT], VIRTUAL_IRQ | VIRTUAL_IGNORE_TPR
        or      dword [AT_VMCB + VMCB_INTERCEPT_1], INTERCEPT_1_VINTR
        jmp     next_instruction

window_open:
        mov     dword [AT_VMCB + VMCB_VIRTUAL_INTERRUPT], 0
        and     dword [AT_VMCB + VMCB_INTERCEPT_1], ~INTERCEPT_1_VINTR
        mov     dword [AT_VMCB + VMCB_EVENT_INJECTION], EVENT_VALID | GUEST_VECTOR
        jmp     again                   ; no instruction left, so none is skipped

; A nested page fault: EXITINFO2 is the guest-physical address. This one is a screen that
; does not exist. The instruction is 88 07, mov [rdi], al; the VMCB keeps its AL.
nested_fault:
        mov     rax, AT_SCREEN
        cmp     [AT_VMCB + VMCB_EXIT_INFO_2], rax
        jne     give_up
        mov     rax, [AT_VMCB + VMCB_RIP]       ; guest addresses are the machine's here
        cmp     word [rax], 0x0788
        jne     give_up
        mov     dx, UART_DATA
        mov     al, [AT_VMCB + VMCB_RAX]
        out     dx, al
        add     qword [AT_VMCB + VMCB_RIP], 2   ; here NEXT_RIP says nothing
screen_done:
        jmp     again

; The guest is done. Does the host still hear its own devices? Let the timer tick once.
guest_stopped:
        call    take_the_timer
        sti
        mov     ecx, PATIENCE
wait_for_tick:
        dec     ecx
        jnz     wait_for_tick
        cli
end_of_story:
        hlt

%ifndef PATIENCE
PATIENCE        equ 400
%endif
%ifndef TIMER_COUNT
TIMER_COUNT     equ 20
%endif

timer_interrupt:
        push    rax
        inc     dword [host_interrupts]
        mov     al, PIC_END_OF_INTERRUPT
        out     PIC1_COMMAND, al
        pop     rax
        iretq

take_the_timer:
        mov     al, PIC_START
        out     PIC1_COMMAND, al
        mov     al, PIC1_VECTOR
        out     PIC1_MASK, al
        mov     al, PIC1_WIRING
        out     PIC1_MASK, al
        mov     al, PIC_8086
        out     PIC1_MASK, al
        mov     al, PIC_ONLY_TIMER
        out     PIC1_MASK, al
        mov     al, PIT_ONCE
        out     PIT_COMMAND, al
        mov     al, TIMER_COUNT
        out     PIT_COUNTER, al
        mov     al, 0
        out     PIT_COUNTER, al
        ret

; Nested tables have the format of ordinary ones. Pages of 2 MiB, 1:1, all but the screen.
build_nested_tables:
        mov     qword [AT_NESTED], (AT_NESTED + 0x1000) | PAGE_OPEN
        mov     qword [AT_NESTED + 0x1000], (AT_NESTED + 0x2000) | PAGE_OPEN
        mov     edi, AT_NESTED + 0x2000
        mov     eax, PAGE_LARGE | PAGE_OPEN
.next:
        mov     [rdi], rax
        add     edi, 8
        add     eax, 0x200000
        cmp     edi, AT_NESTED + 0x2000 + 8 * 8
        jb      .next
        mov     qword [AT_NESTED + 0x2000 + (AT_SCREEN >> 21) * 8], 0
        ret

        align   8
guest_rbx:      dq 0
guest_rcx:      dq 0
guest_rdx:      dq 0
guest_rdi:      dq 0
exits:          dd 0
host_interrupts: dd 0

        align   16
idt:
        empty_gates64 PIC1_VECTOR
        interrupt_gate64 timer_interrupt, 0             ; 20, the timer
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
