; hypervisor.asm: two virtual machines that hardly ever leave.
;
; The VMCS asks for no exceptions, no I/O, no MSRs. So the guests switch between their
; own user and kernel mode as often as they like and stay in non-root operation. What
; brings them here is VMCALL, and that only because this scenario wants to switch.

bits 64
org AT_HYPERVISOR
ORIGIN  equ AT_HYPERVISOR

%include "preset64.inc"
%include "vmcs.inc"
%include "msr.inc"
%include "vmcall.inc"
%include "vmx.inc"

struc VCPU                              ; what VMX does not keep for us
.registers:     resq 15                 ; R15 to RAX, as the pushes below leave them
.stack_end:                             ; so the host's stack pointer begins here
.vmcs:          resq 1
.other:         resq 1                  ; the VCPU that runs when this one yields
.star:          resq 1                  ; the MSRs of SYSCALL: VM entry and exit leave
.lstar:         resq 1                  ; them alone, and there is one set a processor
.fmask:         resq 1
.kernel_gs:     resq 1
.launched:      resq 1
endstruc

start:
        call    vmx_enter
        mov     ebp, second
        mov     ecx, AT_NEIGHBOUR
        mov     r8d, END_NEIGHBOUR_STACK
        call    make_guest
        mov     ebp, first              ; made last, so it is the current one
        mov     ecx, AT_KERNEL
        mov     r8d, END_KERNEL_STACK
        call    make_guest
launch_first:
        mov     qword [first + VCPU.launched], 1
        vmlaunch
vmx_failed:
        hlt                             ; a step that failed; IF is clear

; Makes a VMCS for the VCPU at RBP: a guest that starts at RCX with the stack R8.
make_guest:
        push    rcx
        mov     rdi, [rbp + VCPU.vmcs]
        call    vmcs_make
        vmset_control VMCS_PIN_CONTROLS, IA32_VMX_PIN_CONTROLS, 0
        vmset_control VMCS_CPU_CONTROLS, IA32_VMX_CPU_CONTROLS, CPU_MSR_BITMAPS
        vmset_control VMCS_EXIT_CONTROLS, IA32_VMX_EXIT_CONTROLS, EXIT_HOST_IS_64_BIT
        vmset_control VMCS_ENTRY_CONTROLS, IA32_VMX_ENTRY_CONTROLS, ENTRY_GUEST_IS_64_BIT
        vmset   VMCS_EXCEPTION_BITMAP, 0                ; exceptions are the guest's own
        vmset   VMCS_MSR_BITMAP, AT_MSR_BITMAP          ; all zero: so are the MSRs
        lea     rbx, [rbp + VCPU.stack_end]
        mov     ecx, vm_exit
        call    vmcs_describe_host
        mov     rbx, r8
        pop     rcx
        jmp     vmcs_describe_guest

; ---- Exit ------------------------------------------------------------------------------
; RSP points at the end of the registers of the VCPU that ran. Push them there.

vm_exit:
        push    rax
        push    rcx
        push    rdx
        push    rbx
        push    rbp
        push    rsi
        push    rdi
        push    r8
        push    r9
        push    r10
        push    r11
        push    r12
        push    r13
        push    r14
        push    r15
        mov     rbp, rsp                ; the VCPU begins with R15
        mov     rsp, END_HYPERVISOR_STACK

        vmget   rax, VMCS_EXIT_REASON
        cmp     eax, EXIT_VMCALL
        jne     vmx_failed              ; nothing else was asked for
        vmget   rax, VMCS_GUEST_RIP
        vmget   rcx, VMCS_EXIT_LENGTH
        add     rax, rcx                ; go on after the VMCALL
        vmset   VMCS_GUEST_RIP, rax
        mov     eax, [rbp + 14 * 8]     ; the guest's EAX: what it asked
        cmp     eax, VMCALL_YIELD
        je      switch
        cmp     eax, VMCALL_FINISHED
        je      finished
        jmp     guest_panicked

; ---- A switch of virtual machines --------------------------------------------------------
; VM exit has put the guest's RIP, RSP, RFLAGS, segments and control registers into its
; VMCS. The rest is ours to save: the registers above, and these.

switch:
        mov     ecx, IA32_STAR
        call    read_msr
        mov     [rbp + VCPU.star], rax
        mov     ecx, IA32_LSTAR
        call    read_msr
        mov     [rbp + VCPU.lstar], rax
        mov     ecx, IA32_FMASK
        call    read_msr
        mov     [rbp + VCPU.fmask], rax
        mov     ecx, IA32_KERNEL_GS_BASE
        call    read_msr
        mov     [rbp + VCPU.kernel_gs], rax

        mov     rbp, [rbp + VCPU.other]
        vmptrld [rbp + VCPU.vmcs]

%ifndef FORGOTTEN_MSRS
        mov     ecx, IA32_STAR
        mov     rax, [rbp + VCPU.star]
        call    write_msr
        mov     ecx, IA32_LSTAR
        mov     rax, [rbp + VCPU.lstar]
        call    write_msr
        mov     ecx, IA32_FMASK
        mov     rax, [rbp + VCPU.fmask]
        call    write_msr
        mov     ecx, IA32_KERNEL_GS_BASE
        mov     rax, [rbp + VCPU.kernel_gs]
        call    write_msr
%endif
switched:
        cmp     qword [rbp + VCPU.launched], 1
        mov     qword [rbp + VCPU.launched], 1
        mov     rsp, rbp                ; the guest's registers
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     r11
        pop     r10
        pop     r9
        pop     r8
        pop     rdi
        pop     rsi
        pop     rbp
        pop     rbx
        pop     rdx
        pop     rcx
        pop     rax
        je      resume                  ; MOV and POP have left the flags alone
        vmlaunch
        jmp     vmx_failed
resume:
        vmresume
        jmp     vmx_failed

finished:
        hlt
guest_panicked:
        hlt

; RAX = MSR ECX. Changes RDX.
read_msr:
        rdmsr
        shl     rdx, 32
        or      rax, rdx
        ret

; MSR ECX = RAX. Changes RDX.
write_msr:
        mov     rdx, rax
        shr     rdx, 32
        wrmsr
        ret

        align   16
first:
istruc VCPU
        at VCPU.vmcs, dq AT_VMCS
        at VCPU.other, dq second
iend
        align   16
second:
istruc VCPU
        at VCPU.vmcs, dq AT_VMCS + 0x1000
        at VCPU.other, dq first
iend
