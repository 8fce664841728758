//! Names that only one item of a program may have: the linker refuses a second.

/// ELF linkers take any symbol's name and report it as it is; elsewhere the registry checks at
/// its first use alone.
#[cfg(all(
    not(miri),
    any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "fuchsia"),
    any(
        target_arch = "x86",
        target_arch = "x86_64",
        target_arch = "arm",
        target_arch = "aarch64",
        target_arch = "riscv32",
        target_arch = "riscv64",
        target_arch = "loongarch64",
        target_arch = "s390x"
    )
))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_claim_name {
    ($symbol:literal, linked = $linked:expr, $owner:ident = $($path:tt)+) => {
        #[unsafe(naked)]
        extern "C" fn __claim() {
            $crate::__private::core::arch::naked_asm!(
                ".if {linked}",
                ".pushsection .dunder,\"\"",
                $symbol,
                ".popsection",
                ".endif",
                linked = const $linked,
                $owner = sym $($path)+,
            )
        }
    };
}

#[cfg(not(all(
    not(miri),
    any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "fuchsia"),
    any(
        target_arch = "x86",
        target_arch = "x86_64",
        target_arch = "arm",
        target_arch = "aarch64",
        target_arch = "riscv32",
        target_arch = "riscv64",
        target_arch = "loongarch64",
        target_arch = "s390x"
    )
)))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_claim_name {
    ($symbol:literal, linked = $linked:expr, $owner:ident = $($path:tt)+) => {
        extern "C" fn __claim() {}
    };
}
