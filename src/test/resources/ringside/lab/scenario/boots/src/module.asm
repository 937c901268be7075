; What the kernel finds in memory.
        db      "content", 0
