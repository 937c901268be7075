; out-page.asm: the page that the application writes to its disk. A sector has 512 bytes.

bits 32
org AT_OUT_PAGE
        db "note", 10
        times 512 - ($ - $$) db 0xA5
