; Where hypervisors and test suites look closer than most: what may be written to a VMCS, how an
; error of a guest is told, long MSR lists, and debug traps that meet other events.
%include "kernel.inc"

LONG_LIST       equ 0x260000            ; of MSRs

; ---- the VMCS ----

case "VMWRITE to exit information, which IA32_VMX_MISC bit 29 allows", "m"
        vmset   GUEST_LINEAR_ADDRESS, 0x123456789
        vmread  rax, rdx
        mov     [SCRATCH], rax
guest
        vmcall

%macro shadowed 0
        mov     eax, [revision]
        or      eax, 1 << 31
        mov     [LINKED_VMCS], eax
        vmclear [pointer_to_linked]
        secondary 1 << 14
        vmset   VMCS_LINK_POINTER, LINKED_VMCS
        vmset   VM_INSTRUCTION_ERROR, 0
%endmacro

case "VMREAD of no field in a guest: the error is in the current VMCS", "m"
        shadowed
guest
        mov     edx, 0x1002
        vmread  rax, rdx
        vmcall
        vmcall
again
        mov     edx, VM_INSTRUCTION_ERROR
        vmread  rax, rdx
        mov     [SCRATCH], rax
        ret

case "VMWRITE of exit information in a guest", "x"
        shadowed
guest
        mov     edx, EXIT_QUALIFICATION
        mov     eax, 0x4321
        vmwrite rdx, rax
        xor     eax, eax
        vmread  rax, rdx
        vmcall

%macro long_list 1                      ; entries
        mov     edi, LONG_LIST
        mov     ecx, %1
%%next: mov     dword [rdi], 0xC0000102
        mov     dword [rdi + 4], 0
        mov     qword [rdi + 8], 0x1234
        add     edi, 16
        loop    %%next
        vmset   ENTRY_MSR_LOAD_COUNT, %1
        vmset   ENTRY_MSR_LOAD_ADDRESS, LONG_LIST
%endmacro

case "load as many MSRs as IA32_VMX_MISC recommends", "q"
        long_list 512
guest
        vmcall

case "load one more", "q"
        long_list 513
guest
        vmcall

; ---- debug traps that meet other events ----

case "single step under the monitor trap flag: BS is pending", "rd"
        vmor    PRIMARY_CONTROLS, 1 << 27
        vmset   GUEST_RFLAGS, 0x102
guest
        nop
        nop

case "MOV SS holds back what is pending, which comes with the single step", "qnrd"
        vmset   EXCEPTION_BITMAP, 1 << 1
        vmset   GUEST_RFLAGS, 0x102
        vmset   GUEST_INTERRUPTIBILITY_STATE, 2
        vmset   GUEST_PENDING_DEBUG_EXCEPTIONS, 0x5001
guest
        nop
        nop

case "breakpoints that were met but are not enabled are no exception", "r"
        vmset   EXCEPTION_BITMAP, 1 << 1
        vmset   GUEST_PENDING_DEBUG_EXCEPTIONS, 3
guest
        vmcall

case "a data breakpoint that an exit meets is pending, and enabled", "d"
        mov     eax, SCRATCH
        mov     dr0, rax
        vmor    ENTRY_CONTROLS, 1 << 2
        vmset   GUEST_DR7, 0x30701      ; L0: reads and writes of one byte
        mov     word [SCRATCH], DATA
guest
        mov     ss, [SCRATCH]
        vmcall

case "a debug exception that exits leaves DR6 alone", "qdx"
        vmset   EXCEPTION_BITMAP, 1 << 1
        mov     eax, 0xFFFF4FFA
        mov     dr6, rax
        vmset   GUEST_RFLAGS, 0x102
guest
        nop
again
        mov     rax, dr6
        mov     [guest_rax], rax
        vmset   GUEST_RFLAGS, 2
        vmset   GUEST_RIP, .dr6_is_in_rax
        ret
.dr6_is_in_rax:
        vmcall

; ---- the preemption timer ----

case "the saved value of the preemption timer is less after a few instructions", "m"
        vmor    PIN_BASED_CONTROLS, 1 << 6
        vmor    EXIT_CONTROLS, 1 << 22
        vmset   PREEMPTION_TIMER_VALUE, 10000
guest
        nop
        vmcall
        vmcall
again
        mov     edx, PREEMPTION_TIMER_VALUE
        vmread  rax, rdx
        cmp     eax, 10000
        setb    [SCRATCH]
        ret

; ---- instructions ----

case "RDPMC of a general counter", "xy"
guest
        mov     eax, -1
        mov     edx, eax
        xor     ecx, ecx
        rdpmc
        vmcall

case "RDPMC of no counter", "n"
        vmset   EXCEPTION_BITMAP, 1 << 13
guest
        mov     ecx, 4
        rdpmc

        end_of_cases
