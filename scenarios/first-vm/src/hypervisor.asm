; hypervisor.asm: the smallest program that runs a virtual machine on VT-x.
;
; Six steps: may we, enter VMX operation, make a VMCS, describe controls, host and
; guest in it, launch, and answer when the guest comes back. Every step can go wrong
; in a way of its own. Each %ifdef below is one such mistake, one line long, and the
; variants of this scenario make one each.

bits 64
org AT_HYPERVISOR
ORIGIN  equ AT_HYPERVISOR

%include "preset64.inc"
%include "gates.inc"
%include "vmcs.inc"

IA32_FEATURE_CONTROL    equ 0x3A        ; the firmware says here whether VT-x may be used
FEATURE_LOCKED          equ 1 << 0
FEATURE_VMX             equ 1 << 2

IA32_VMX_BASIC          equ 0x480       ; bits 30 to 0: revision of the VMCS format
IA32_VMX_PIN_CONTROLS   equ 0x481       ; of each control field: EAX bits that must be 1,
IA32_VMX_CPU_CONTROLS   equ 0x482       ; EDX bits that may be 1
IA32_VMX_EXIT_CONTROLS  equ 0x483
IA32_VMX_ENTRY_CONTROLS equ 0x484

CR4_VMXE                equ 1 << 13     ; VMX instructions exist
CR4_RESERVED            equ 1 << 15     ; no such bit

; vmset field, value: writes one field of the current VMCS.
%macro vmset 2
        mov     rax, %2
        mov     edx, %1
        vmwrite rdx, rax
%endmacro

start:
        lidt    [idt_register]          ; one gate, for the mistake that raises #UD

; ---- 1. May we? --------------------------------------------------------------------
; The firmware sets the bit and locks the register until the next reset.

        mov     ecx, IA32_FEATURE_CONTROL
        rdmsr
        and     eax, FEATURE_LOCKED | FEATURE_VMX
        cmp     eax, FEATURE_LOCKED | FEATURE_VMX
        jne     give_up

; ---- 2. Enter VMX operation --------------------------------------------------------
; From here on this processor is in root operation. CPL was 0 and stays 0.

%ifndef WITHOUT_VMXE
        mov     rax, cr4
        or      rax, CR4_VMXE
        mov     cr4, rax
%endif
        mov     ecx, IA32_VMX_BASIC
        rdmsr
        and     eax, 0x7FFFFFFF         ; the revision, to be written into both regions
        mov     [AT_VMXON_REGION], eax
%ifdef NOTHING_CURRENT
        inc     eax                     ; a format that this processor does not know
%endif
        mov     [AT_VMCS], eax
enter_root:
        vmxon   [vmxon_pointer]
        jbe     failed                  ; CF or ZF: the two kinds of failure

; ---- 3. Make a VMCS and make it the current one --------------------------------------
        vmclear [vmcs_pointer]          ; its launch state is "clear" now
        jbe     failed
make_current:
        vmptrld [vmcs_pointer]          ; all VMREAD and VMWRITE go there
        jbe     failed
%ifdef WRONG_REVISION
        vmptrld [blank_pointer]         ; a page of zeros: no revision, so no VMCS
        jbe     failed
%endif

; ---- 4. Describe ---------------------------------------------------------------------
; What leaves the guest? Ask for little; the processor adds what it insists on.

        mov     ecx, IA32_VMX_PIN_CONTROLS
        xor     ebx, ebx
        call    allowed
        vmset   VMCS_PIN_CONTROLS, rbx

        mov     ecx, IA32_VMX_CPU_CONTROLS
        mov     ebx, CPU_HLT_EXITING    ; a guest that halts gives the processor back
        call    allowed
%ifdef RESERVED_CONTROL
        or      ebx, 1 << 0             ; a bit that no processor has
%endif
        vmset   VMCS_CPU_CONTROLS, rbx

        mov     ecx, IA32_VMX_EXIT_CONTROLS
        mov     ebx, EXIT_HOST_IS_64_BIT
        call    allowed
        vmset   VMCS_EXIT_CONTROLS, rbx

        mov     ecx, IA32_VMX_ENTRY_CONTROLS
        mov     ebx, ENTRY_GUEST_IS_64_BIT
        call    allowed
        vmset   VMCS_ENTRY_CONTROLS, rbx
controls_done:

; Host state: where and as what we wake up after an exit. It is what we are now.
        mov     rbx, cr0
        vmset   VMCS_HOST_CR0, rbx
        mov     rbx, cr3
        vmset   VMCS_HOST_CR3, rbx
        mov     rbx, cr4
%ifdef BAD_HOST
        or      rbx, CR4_RESERVED
%endif
        vmset   VMCS_HOST_CR4, rbx
        vmset   VMCS_HOST_RSP, END_HYPERVISOR_STACK
        vmset   VMCS_HOST_RIP, vm_exit  ; every exit, whatever its reason, comes here
        mov     rsi, host_fields
        call    write_fields
host_done:

; Guest state: as what it starts. It gets our tables and our control registers here.
; S20 gives guests a memory of their own.
        mov     rbx, cr0
        vmset   VMCS_GUEST_CR0, rbx
        mov     rbx, cr3
        vmset   VMCS_GUEST_CR3, rbx
        mov     rbx, cr4
        vmset   VMCS_GUEST_CR4, rbx
        mov     rsi, guest_fields
        call    write_fields
%ifdef BAD_GUEST
        vmset   VMCS_GUEST_RFLAGS, 0    ; bit 1 of RFLAGS is always one
%endif
guest_done:

; ---- 5. Launch -----------------------------------------------------------------------
%ifdef RESUME_FIRST
        vmresume
%else
launch:
        vmlaunch
%endif
; On success the next instruction is the guest's first. Here arrives only who failed.
failed:
        jc      failed_invalid          ; CF: there is no current VMCS to hold a number
        mov     edx, VMCS_INSTRUCTION_ERROR
        vmread  rax, rdx                ; ZF: the VMCS says why
        mov     [error_number], eax
failed_valid:
        jmp     give_up
failed_invalid:
        mov     dword [error_number], -1
give_up:
        hlt                             ; IF is clear, so this is the end

; ---- 6. Answer -------------------------------------------------------------------------
; The guest has left. The processor has loaded our RSP, RIP, control registers and
; segments, and nothing else: RAX to R15 still hold the guest's values.

vm_exit:
        push    rdx
        push    rcx
        push    rbx
        push    rax
        mov     edx, VMCS_EXIT_REASON
        vmread  rax, rdx
        mov     [last_reason], eax
        inc     dword [exits]
reason_read:
        cmp     eax, EXIT_CPUID
        je      answer_cpuid
        cmp     eax, EXIT_HLT
        je      guest_stopped
        jmp     give_up                 ; a reason that we did not ask for

; The guest asked the processor for its name. It gets an answer from us: the real
; CPUID, but in place of the maker's name our own. The guest cannot tell.
answer_cpuid:
        mov     eax, [rsp]              ; the guest's RAX: the leaf
        mov     ecx, [rsp + 16]         ; the guest's RCX: the subleaf
        cpuid
        mov     [rsp], rax
        mov     dword [rsp + 8], "Ring"
        mov     dword [rsp + 24], "side"
        mov     dword [rsp + 16], " VM "
answered:

; The exit did not move the guest's RIP; it still points at CPUID.
%ifndef WITHOUT_ADVANCE
        mov     edx, VMCS_EXIT_LENGTH
        vmread  rcx, rdx
        mov     edx, VMCS_GUEST_RIP
        vmread  rax, rdx
        add     rax, rcx
        vmwrite rdx, rax
%endif
        pop     rax
        pop     rbx
        pop     rcx
        pop     rdx
back_to_guest:
%ifdef LAUNCH_TWICE
        vmlaunch                        ; launched already
%else
        vmresume
%endif
        jmp     failed

guest_stopped:
        vmxoff                          ; leave VMX operation as we came
end_of_story:
        hlt

; Makes the control bits in EBX acceptable: adds those that the capability MSR in ECX
; demands, removes those that it does not offer. Changes EAX, EDX.
allowed:
        rdmsr
        or      ebx, eax
        and     ebx, edx
        ret

; Writes a table of fields, each row a field and its value, up to a row of -1.
write_fields:
        mov     rdx, [rsi]
        cmp     rdx, -1
        je      .done
        vmwrite rdx, [rsi + 8]
%ifdef READ_ONLY_FIELD
        jbe     failed
%endif
        add     rsi, 16
        jmp     write_fields
.done:
        ret

; #UD: without CR4.VMXE there is no instruction VMXON.
invalid_opcode:
        hlt

; ---- Data --------------------------------------------------------------------------------
        align   8
vmxon_pointer:  dq AT_VMXON_REGION      ; VMX instructions take addresses from memory
vmcs_pointer:   dq AT_VMCS
%ifdef WRONG_REVISION
blank_pointer:  dq AT_VMCS + 0x1000
%endif

host_fields:
%ifdef READ_ONLY_FIELD
        dq      VMCS_EXIT_REASON, 0     ; reported by the processor, not ours to write
%endif
        dq      VMCS_HOST_CS, KERNEL_CODE
        dq      VMCS_HOST_SS, KERNEL_DATA
        dq      VMCS_HOST_DS, KERNEL_DATA
        dq      VMCS_HOST_ES, KERNEL_DATA
        dq      VMCS_HOST_FS, 0
        dq      VMCS_HOST_GS, 0
        dq      VMCS_HOST_TR, TSS_SELECTOR
        dq      VMCS_HOST_TR_BASE, TSS
        dq      VMCS_HOST_GDTR_BASE, GDT
        dq      VMCS_HOST_IDTR_BASE, ADDRESS_OF(idt)
        dq      -1

guest_fields:
        dq      VMCS_GUEST_CS, KERNEL_CODE
        dq      VMCS_GUEST_SS, KERNEL_DATA
        dq      VMCS_GUEST_DS, KERNEL_DATA
        dq      VMCS_GUEST_ES, KERNEL_DATA
        dq      VMCS_GUEST_FS, 0
        dq      VMCS_GUEST_GS, 0
        dq      VMCS_GUEST_TR, TSS_SELECTOR
        dq      VMCS_GUEST_LDTR, 0
        dq      VMCS_GUEST_CS_BASE, 0
        dq      VMCS_GUEST_SS_BASE, 0
        dq      VMCS_GUEST_DS_BASE, 0
        dq      VMCS_GUEST_ES_BASE, 0
        dq      VMCS_GUEST_TR_BASE, TSS
        dq      VMCS_GUEST_GDTR_BASE, GDT
        dq      VMCS_GUEST_IDTR_BASE, 0
        dq      VMCS_GUEST_CS_LIMIT, 0xFFFFFFFF
        dq      VMCS_GUEST_SS_LIMIT, 0xFFFFFFFF
        dq      VMCS_GUEST_DS_LIMIT, 0xFFFFFFFF
        dq      VMCS_GUEST_ES_LIMIT, 0xFFFFFFFF
        dq      VMCS_GUEST_TR_LIMIT, 0x67
        dq      VMCS_GUEST_GDTR_LIMIT, 0x3F
        dq      VMCS_GUEST_IDTR_LIMIT, 0
        dq      VMCS_GUEST_CS_RIGHTS, RIGHTS_CODE64
        dq      VMCS_GUEST_SS_RIGHTS, RIGHTS_DATA
        dq      VMCS_GUEST_DS_RIGHTS, RIGHTS_DATA
        dq      VMCS_GUEST_ES_RIGHTS, RIGHTS_DATA
        dq      VMCS_GUEST_FS_RIGHTS, RIGHTS_UNUSABLE
        dq      VMCS_GUEST_GS_RIGHTS, RIGHTS_UNUSABLE
        dq      VMCS_GUEST_LDTR_RIGHTS, RIGHTS_UNUSABLE
        dq      VMCS_GUEST_TR_RIGHTS, RIGHTS_TSS64
        dq      VMCS_GUEST_DR7, 0x400
        dq      VMCS_GUEST_RSP, END_GUEST_STACK
        dq      VMCS_GUEST_RIP, AT_GUEST
        dq      VMCS_GUEST_RFLAGS, RFLAGS_ALWAYS
        dq      VMCS_LINK_POINTER, -1
        dq      -1

        align   4
error_number:   dd 0                    ; VM-instruction error, or -1 for VMfailInvalid
last_reason:    dd 0
exits:          dd 0

        align   16
idt:
        empty_gates64 6
        interrupt_gate64 invalid_opcode, 0              ; 6, #UD
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
