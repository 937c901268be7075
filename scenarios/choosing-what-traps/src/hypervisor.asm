; hypervisor.asm: decides what of a guest it wants to hear of.
;
; All of the difference between the two runs is in the block "Choose". Below it stand
; the answers, one for each reason to leave.

bits 64
org AT_HYPERVISOR
ORIGIN  equ AT_HYPERVISOR

%include "preset64.inc"
%include "vmcs.inc"
%include "vmx.inc"

CR0_TS          equ 1 << 3
CR4_TSD         equ 1 << 2

PORT_POST       equ 0x80
PORT_UART       equ 0x3F8
PORT_UART_LSR   equ 0x3FD

struc REGISTERS                         ; the guest's registers, as vm_exit pushes them
.r15:           resq 1
.r14:           resq 1
.r13:           resq 1
.r12:           resq 1
.r11:           resq 1
.r10:           resq 1
.r9:            resq 1
.r8:            resq 1
.rdi:           resq 1
.rsi:           resq 1
.rbp:           resq 1
.rbx:           resq 1
.rdx:           resq 1
.rcx:           resq 1
.rax:           resq 1
endstruc

start:
        call    vmx_enter
        mov     edi, AT_VMCS
        call    vmcs_make
        mov     ebx, END_HYPERVISOR_STACK
        mov     ecx, vm_exit
        call    vmcs_describe_host
        mov     ebx, END_GUEST_STACK
        mov     ecx, AT_GUEST
        call    vmcs_describe_guest
        vmset_control VMCS_PIN_CONTROLS, IA32_VMX_PIN_CONTROLS, 0
        vmset_control VMCS_EXIT_CONTROLS, IA32_VMX_EXIT_CONTROLS, EXIT_HOST_IS_64_BIT
        vmset_control VMCS_ENTRY_CONTROLS, IA32_VMX_ENTRY_CONTROLS, ENTRY_GUEST_IS_64_BIT

; ---- Choose --------------------------------------------------------------------------------
; A bit a port, a bit an MSR, a bit an instruction, a bit a bit of a control register.

        vmset   VMCS_IO_BITMAP_A, AT_IO_BITMAPS
        vmset   VMCS_IO_BITMAP_B, AT_IO_BITMAPS + 0x1000
        vmset   VMCS_MSR_BITMAP, AT_MSR_BITMAP

CONTROLS_OF_BOTH equ CPU_IO_BITMAPS | CPU_MSR_BITMAPS
%ifdef OPEN
        vmset_control VMCS_CPU_CONTROLS, IA32_VMX_CPU_CONTROLS, CONTROLS_OF_BOTH | CPU_TSC_OFFSETTING
        vmset   VMCS_TSC_OFFSET, 1 << 32        ; the guest lives 2^32 ticks ahead of us
%else
        or      byte [AT_IO_BITMAPS + PORT_POST / 8], 1 << PORT_POST % 8
        or      byte [AT_IO_BITMAPS + PORT_UART / 8], 1 << PORT_UART % 8 | 1 << PORT_UART_LSR % 8
        or      byte [AT_MSR_BITMAP + 0x400 + 0x82 / 8], 1 << 0x82 % 8  ; reads of C0000082
WANTED  equ CPU_CR3_LOAD_EXITING | CPU_CR3_STORE_EXITING | CPU_INVLPG_EXITING | CPU_RDTSC_EXITING
        vmset_control VMCS_CPU_CONTROLS, IA32_VMX_CPU_CONTROLS, CONTROLS_OF_BOTH | WANTED

; Of CR0 the guest does not own TS. The real bit is 1; the guest shall read 0.
        mov     rbx, cr0
        vmset   VMCS_CR0_SHADOW, rbx
        or      rbx, CR0_TS
        vmset   VMCS_GUEST_CR0, rbx
        vmset   VMCS_CR0_MASK, CR0_TS
        vmset   VMCS_CR4_MASK, CR4_TSD
        mov     rbx, cr4
        vmset   VMCS_CR4_SHADOW, rbx
%endif
chosen:
        vmlaunch
vmx_failed:
        hlt

; ---- Exit ------------------------------------------------------------------------------------
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
        vmget   rax, VMCS_EXIT_REASON
        vmget   rbx, VMCS_EXIT_QUALIFICATION
reason_read:
        cmp     eax, EXIT_IO
        je      port_access
        cmp     eax, EXIT_CR_ACCESS
        je      control_register_access
        cmp     eax, EXIT_RDMSR
        je      msr_access
        cmp     eax, EXIT_RDTSC
        je      time_access
        cmp     eax, EXIT_INVLPG
        je      page_dropped
        cmp     eax, EXIT_CPUID
        je      name_asked
        cmp     eax, EXIT_VMCALL
        je      guest_finished
        jmp     vmx_failed              ; a reason that nobody asked for

; Go on behind the instruction that left.
next_instruction:
        vmget   rax, VMCS_GUEST_RIP
        vmget   rcx, VMCS_EXIT_LENGTH
        add     rax, rcx
        vmset   VMCS_GUEST_RIP, rax
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
        vmresume
        jmp     vmx_failed

; Ports. The qualification: bit 3 IN, bit 4 a string, bits 31 to 16 the port. What the
; guest sends ends here; a device model would take it from here on.
port_access:
        test    ebx, 1 << 3
        jnz     .in
        test    ebx, 1 << 4
        jz      next_instruction
        mov     rcx, [rsp + REGISTERS.rcx]      ; a string: all of it at once
        add     [rsp + REGISTERS.rsi], rcx
        mov     qword [rsp + REGISTERS.rcx], 0
        jmp     next_instruction
.in:
        mov     byte [rsp + REGISTERS.rax], 0x60        ; "ready", says the virtual UART
        jmp     next_instruction

; Control registers. The qualification: bits 3 to 0 which, bits 5 and 4 how (0 write,
; 1 read, 2 CLTS), bits 11 to 8 the general register.
control_register_access:
        mov     ecx, ebx
        shr     ecx, 8
        and     ecx, 15
        cmp     ecx, 3                  ; the first four are pushed highest first:
        ja      vmx_failed              ; RAX, RCX, RDX, RBX
        neg     rcx
        lea     rsi, [rsp + REGISTERS.rax + rcx * 8]    ; where that register is kept
        and     ebx, 0x3F
        cmp     ebx, 0x03
        je      .write_cr3
        cmp     ebx, 0x13
        je      .read_cr3
        cmp     ebx, 0x04
        je      .write_cr4
        cmp     ebx, 0x00
        je      .write_cr0
        vmget   rax, VMCS_CR0_SHADOW    ; CLTS: it clears what the guest believes
        and     rax, ~CR0_TS
        vmset   VMCS_CR0_SHADOW, rax
        jmp     next_instruction
.write_cr3:
        vmset   VMCS_GUEST_CR3, [rsi]
        jmp     next_instruction
.read_cr3:
        vmget   rax, VMCS_GUEST_CR3
        mov     [rsi], rax
        jmp     next_instruction
.write_cr4:
        vmset   VMCS_CR4_SHADOW, [rsi]  ; believed, and not done
        jmp     next_instruction
.write_cr0:
        vmset   VMCS_CR0_SHADOW, [rsi]
        jmp     next_instruction

msr_access:
        mov     qword [rsp + REGISTERS.rax], 0xCAFE
        mov     qword [rsp + REGISTERS.rdx], 0
        jmp     next_instruction

time_access:
        mov     qword [rsp + REGISTERS.rax], 1000       ; for this guest it is always 1000
        mov     qword [rsp + REGISTERS.rdx], 0
        jmp     next_instruction

page_dropped:
        invlpg  [rbx]                   ; the qualification is the address
        jmp     next_instruction

name_asked:
        mov     eax, [rsp + REGISTERS.rax]
        mov     ecx, [rsp + REGISTERS.rcx]
        cpuid
        mov     [rsp + REGISTERS.rax], rax
        mov     [rsp + REGISTERS.rbx], rbx
        mov     [rsp + REGISTERS.rcx], rcx
        mov     [rsp + REGISTERS.rdx], rdx
        jmp     next_instruction

guest_finished:
        hlt
