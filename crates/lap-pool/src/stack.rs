//! Where the calling thread's stack is, and where it ends. Stacks grow downwards on everything that Rust's standard
//! library runs on.
//!
//! Models and Miri have no such stack: there the depth of inline runs is bounded by their number alone.

/// About where the stack is now.
#[cfg(any(miri, lap_pool_loom, lap_pool_shuttle))]
pub(crate) fn here() -> usize {
    0
}

/// About where the stack is now.
#[cfg(not(any(miri, lap_pool_loom, lap_pool_shuttle)))]
#[inline]
pub(crate) fn here() -> usize {
    // Not the address of a local where that can be helped: AddressSanitizer may keep locals on the heap.
    #[cfg(target_arch = "x86_64")]
    {
        let pointer: usize;
        // SAFETY: it copies a register that every function may read, and touches neither memory, stack nor flags.
        unsafe {
            std::arch::asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags));
        }
        pointer
    }
    #[cfg(target_arch = "aarch64")]
    {
        let pointer: usize;
        // SAFETY: as above.
        unsafe {
            std::arch::asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
        }
        pointer
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        let local = 0_u8;
        std::hint::black_box(&raw const local).addr()
    }
}

/// The lowest address of the calling thread's stack, where the system tells. The main thread's grows as it is used, and is
/// not asked for.
#[cfg(all(target_os = "linux", not(any(miri, lap_pool_loom, lap_pool_shuttle))))]
pub(crate) fn lowest() -> Option<usize> {
    // SAFETY: it has no preconditions.
    let process = unsafe { libc::getpid() };
    // SAFETY: it has no preconditions.
    let thread = unsafe { libc::gettid() };
    if process == thread {
        return None;
    }
    let mut attributes = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
    // SAFETY: it has no preconditions.
    let thread = unsafe { libc::pthread_self() };
    // SAFETY: the thread is alive, being this one, and the place is one for attributes, which the call initialises.
    let refused = unsafe { libc::pthread_getattr_np(thread, attributes.as_mut_ptr()) };
    if refused != 0 {
        return None;
    }
    let (mut lowest, mut size, mut guard) = (std::ptr::null_mut(), 0, 0);
    // SAFETY: the attributes were initialised by the call above, and the places are for what it writes.
    let refused =
        unsafe { libc::pthread_attr_getstack(attributes.as_ptr(), &mut lowest, &mut size) };
    // SAFETY: as above.
    let guarded = unsafe { libc::pthread_attr_getguardsize(attributes.as_ptr(), &mut guard) };
    // SAFETY: as above, and nothing uses them afterwards.
    unsafe { libc::pthread_attr_destroy(attributes.as_mut_ptr()) };
    // Whether the guard is part of what was told depends on the C library: so it is left out in any case.
    (refused == 0 && guarded == 0).then(|| lowest.addr() + guard)
}

/// The lowest address of the calling thread's stack, where the system tells.
#[cfg(not(all(target_os = "linux", not(any(miri, lap_pool_loom, lap_pool_shuttle)))))]
pub(crate) fn lowest() -> Option<usize> {
    None
}
