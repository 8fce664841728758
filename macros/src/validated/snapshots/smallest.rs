::dunder::__private::guarded! {
    Age[] [] [] self errors {} { value errors __dunder_check_0 0 { errors.keep((* value
    <= 150), "", __private::rules::Max:: < 150, > ::RULE); } u8; } { "A new `Age`."[] {
    _0 u8, } { 0 _0, } } { set "Sets `0`." set 0[__dunder_check_0] u8; } { get 0
    "The `0`."[] u8; } { AgeDraft[] [] { 0 0 } {} [] } {} {} { const _ : () =
    __private::refuse(__private::Probe::< Age > ::IS_READ); }
}
///The fields of `Age` while `edit` changes them.
#[allow(missing_docs, private_interfaces)]
struct AgeDraft(u8);
