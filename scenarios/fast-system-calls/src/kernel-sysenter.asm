; kernel-sysenter.asm: a 32-bit kernel with one door, SYSENTER.
;
; Compare the two doors. SYSCALL keeps the return address and leaves the stack
; pointer alone; SYSENTER loads a stack pointer and keeps nothing.

bits 32
org AT_KERNEL

%include "msr.inc"
%include "pic.inc"
%include "segments.inc"

PROCESS_ID      equ 7
EFLAGS_IF       equ 1 << 9

; The order of the descriptors is not free: from the one selector in
; IA32_SYSENTER_CS the processor counts up for the other three.
KERNEL_CODE     equ 0x08                ; SYSENTER: CS
KERNEL_DATA     equ 0x10                ; SYSENTER: SS = CS + 8
USER_CODE       equ 0x1B                ; SYSEXIT:  CS = 08 + 16, RPL 3
USER_DATA       equ 0x23                ; SYSEXIT:  SS = 08 + 24, RPL 3

start:
        lgdt    [gdt_register]          ; the preset's table has another order
        mov     eax, USER_DATA
        mov     ds, ax                 ; flat, and good enough for both rings here
        mov     es, ax

        mov     ecx, IA32_SYSENTER_CS   ; 1. the selectors
        mov     eax, KERNEL_CODE
        xor     edx, edx
        wrmsr

        mov     ecx, IA32_SYSENTER_ESP  ; 2. the stack behind the door
        mov     eax, END_KERNEL_STACK
        wrmsr

        mov     ecx, IA32_SYSENTER_EIP  ; 3. the address behind the door
        mov     eax, sysenter_entry
        wrmsr

        mov     al, PIC_ALL_LINES       ; no device shall interrupt this lesson
        out     PIC1_MASK, al
        out     PIC2_MASK, al

; The first way to ring 3 is the way back from a call that nobody made.
        mov     ecx, END_USER_STACK - 16
        mov     edx, AT_USER
        jmp     leave_kernel

; SYSENTER has loaded CS, SS, ESP and EIP and cleared IF. Where the application was
; is known only to the application; it has left word in ECX and EDX.
sysenter_entry:
        push    ecx                     ; its stack pointer
        push    edx                     ; its return address
        call    serve
        pop     edx
        pop     ecx
leave_kernel:
        sti                             ; SYSEXIT restores no flags. The rule that STI
        sysexit                         ; waits one instruction lets this pair pass whole

; Call number in EAX; the answer goes back in EAX.
serve:
        cmp     eax, 20
        je      getpid
        cmp     eax, 1
        je      exit
        mov     eax, -38                ; "no such system call"
        ret

getpid:
        mov     eax, PROCESS_ID
        ret

exit:
        hlt                             ; IF is clear since the door, so this is the end

        align   8
gdt:
        dq      0                       ; entry 0 is never used
        segment32 ALL_PAGES, SEGMENT_CODE, 0            ; 08
        segment32 ALL_PAGES, SEGMENT_DATA, 0            ; 10
        segment32 ALL_PAGES, SEGMENT_CODE, 3            ; 18
        segment32 ALL_PAGES, SEGMENT_DATA, 3            ; 20
gdt_end:

gdt_register:                           ; what LGDT loads: limit, then base
        dw      gdt_end - gdt - 1
        dd      gdt
