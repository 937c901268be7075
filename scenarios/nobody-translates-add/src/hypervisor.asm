; hypervisor.asm: three virtual machines, one after the other, and a serial port.
;
; Of all that a guest does, it has asked to see one thing: IN and OUT. A guest's line of
; text ends its turn. How a virtual machine is made (lib/vmx.inc) is the subject of S17.

bits 64
org AT_HYPERVISOR
ORIGIN  equ AT_HYPERVISOR

%include "preset64.inc"
%include "msr.inc"
%include "vmcs.inc"
%include "vmx.inc"

PORT_OUT_DX     equ UART_DATA << 16     ; qualification: port, OUT, one byte, port in DX
AL_OF_GUEST     equ 0                   ; where the pushes below leave it

start:
        call    vmx_enter

next_guest:
        mov     ecx, [turn]
        cmp     ecx, 3
        je      all_done
        inc     dword [turn]
        mov     r8, [kernels + rcx * 8]         ; where it starts,
        mov     r9, [stacks + rcx * 8]          ; and its first stack
        mov     rdi, AT_VMCS
        shl     ecx, 12
        add     rdi, rcx
        call    vmcs_make
        vmset_control VMCS_PIN_CONTROLS, IA32_VMX_PIN_CONTROLS, 0
        vmset_control VMCS_CPU_CONTROLS, IA32_VMX_CPU_CONTROLS, CPU_IO_EXITING | CPU_MSR_BITMAPS
        vmset_control VMCS_EXIT_CONTROLS, IA32_VMX_EXIT_CONTROLS, EXIT_HOST_IS_64_BIT
        vmset_control VMCS_ENTRY_CONTROLS, IA32_VMX_ENTRY_CONTROLS, ENTRY_GUEST_IS_64_BIT
        vmset   VMCS_EXCEPTION_BITMAP, 0        ; no exception, no interrupt of a guest,
        vmset   VMCS_MSR_BITMAP, AT_MSR_BITMAP  ; no MSR: all zero
        mov     rbx, END_HYPERVISOR_STACK
        mov     ecx, vm_exit
        call    vmcs_describe_host
        mov     rbx, r9
        mov     rcx, r8
        call    vmcs_describe_guest
launch:
        vmlaunch
vmx_failed:
        hlt

; ---- What the guest cannot do alone --------------------------------------------------------

vm_exit:
        push    rdx                             ; VM exit has changed RSP and RIP, and left
        push    rcx                             ; these as the guest had them
        push    rax
        vmget   rax, VMCS_EXIT_REASON
        cmp     eax, EXIT_IO
        jne     vmx_failed
        vmget   rax, VMCS_EXIT_QUALIFICATION
        cmp     eax, PORT_OUT_DX
        jne     vmx_failed
        mov     al, [rsp + AL_OF_GUEST]
        call    uart_send                       ; the real OUT
        vmget   rax, VMCS_GUEST_RIP             ; the guest's OUT has been done:
        vmget   rcx, VMCS_EXIT_LENGTH           ; go on behind it
        add     rax, rcx
        vmset   VMCS_GUEST_RIP, rax
        cmp     byte [rsp + AL_OF_GUEST], 10    ; the end of a line?
        je      next_guest
        pop     rax
        pop     rcx
        pop     rdx
resume:
        vmresume
        jmp     vmx_failed

all_done:
        hlt

%include "uart.inc"

        align   8
kernels:        dq AT_W_KERNEL, AT_L_KERNEL, AT_M_KERNEL
stacks:         dq END_W_STACK, END_L_STACK, END_M_STACK
turn:           dd 0
