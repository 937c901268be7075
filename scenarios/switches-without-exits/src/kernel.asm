; kernel.asm: the kernel inside the virtual machine, at ring 0.
;
; It is an ordinary kernel. It has a GDT, an IDT, a TSS and page tables of its own,
; sets up SYSCALL, and serves an application at ring 3. Only in two places it calls
; the hypervisor, and both say so: vmcall.

bits 64
org AT_KERNEL
ORIGIN  equ AT_KERNEL

%include "preset64.inc"
%include "gates.inc"
%include "msr.inc"
%include "vmcall.inc"

PROCESS_ID      equ 7

PAGE_PRESENT    equ 1 << 0
PAGE_WRITABLE   equ 1 << 1
PAGE_USER       equ 1 << 2
PAGE_KERNEL     equ PAGE_PRESENT | PAGE_WRITABLE
PAGE_OPEN       equ PAGE_PRESENT | PAGE_WRITABLE | PAGE_USER

; Four tables, one behind the other. They map the 2 MiB that are this machine.
PML4            equ AT_TABLES
PDPT            equ AT_TABLES + 0x1000
PAGE_DIRECTORY  equ AT_TABLES + 0x2000
PAGE_TABLE      equ AT_TABLES + 0x3000

; entry_of page: where the page table's entry for an address is.
%define entry_of(address) (PAGE_TABLE + ((address) >> 12 & 511) * 8)

start:
; Page tables: every page of 400000 to 5FFFFF for the kernel, then three for the user.
        mov     qword [PML4], PDPT | PAGE_OPEN
        mov     qword [PDPT], PAGE_DIRECTORY | PAGE_OPEN
        mov     qword [PAGE_DIRECTORY + 2 * 8], PAGE_TABLE | PAGE_OPEN
        mov     edi, PAGE_TABLE
        mov     eax, 0x400000 | PAGE_KERNEL
map_next:
        mov     [rdi], rax
        add     edi, 8
        add     eax, 0x1000
        cmp     edi, PAGE_TABLE + 0x1000
        jb      map_next
        or      byte [entry_of(AT_USER)], PAGE_USER
        or      byte [entry_of(AT_USER_STACK)], PAGE_USER
        mov     qword [entry_of(AT_HEAP)], 0            ; not there until someone asks
        mov     eax, PML4
        mov     cr3, rax

; Tables of the processor.
        lgdt    [gdt_register]
        lidt    [idt_register]
        mov     ax, TSS_SELECTOR
        ltr     ax

; The door for SYSCALL.
        mov     ecx, IA32_EFER
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
        mov     eax, RFLAGS_IF
        wrmsr

        mov     rcx, AT_USER
        mov     r11d, RFLAGS_ALWAYS
        mov     rsp, END_USER_STACK
into_user:
        o64 sysret

; SYSCALL. The services are so small that they need no stack.
syscall_entry:
        cmp     eax, 39
        je      getpid
        cmp     eax, 24
        je      yield
finish:
        mov     eax, VMCALL_FINISHED
        vmcall                          ; does not return

getpid:
        inc     dword [syscalls]
        mov     eax, PROCESS_ID
        o64 sysret

yield:
        mov     eax, VMCALL_YIELD
        vmcall                          ; the hypervisor runs someone else for a while
yielded:
        o64 sysret

; INT 0x80: the processor has pushed five words on the stack that the TSS names.
interrupt_entry:
        inc     dword [interrupts]
        mov     eax, PROCESS_ID
        iretq

; #PF: a page is missing. If it is the application's heap it gets one now.
page_fault:
        push    rax
        mov     rax, cr2
        cmp     rax, AT_HEAP
        jne     panic
        mov     qword [entry_of(AT_HEAP)], AT_HEAP | PAGE_OPEN
        pop     rax
        add     rsp, 8                  ; the error code
page_there:
        iretq                           ; to the instruction that faulted, once more

panic:
        mov     eax, VMCALL_PANIC
        vmcall                          ; does not return

        align   8
syscalls:       dd 0
interrupts:     dd 0

gdt:
        dq      0
        dq      0x00AF9B000000FFFF      ; 08: 64-bit code, ring 0
        dq      0x00CF93000000FFFF      ; 10: data, ring 0
        dq      0x00CFFB000000FFFF      ; 1B: 32-bit code, ring 3
        dq      0x00CFF3000000FFFF      ; 23: data, ring 3
        dq      0x00AFFB000000FFFF      ; 2B: 64-bit code, ring 3
        dw      103, ADDRESS_OF(tss) & 0xFFFF           ; 30: the TSS below
        db      ADDRESS_OF(tss) >> 16 & 0xFF, 0x89, 0, 0
        dq      0
gdt_end:

tss:
        dd      0
        dq      END_KERNEL_STACK        ; the stack for whoever comes from ring 3
        times   23 dd 0

gdt_register:
        dw      gdt_end - gdt - 1
        dq      gdt

        align   8
idt:
        empty_gates64 14
        interrupt_gate64 page_fault, 0                  ; 14, #PF
        empty_gates64 0x80 - 15
        interrupt_gate64 interrupt_entry, 3             ; 0x80: open to ring 3
idt_end:

idt_register:
        dw      idt_end - idt - 1
        dq      idt
