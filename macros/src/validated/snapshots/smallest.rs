::dunder::__private::guarded! {
    Age[] [] [] self errors {} { __dunder_check_0 0 value errors(u8) { errors.keep((*
    value <= 150), "0", __private::rules::Max:: < 150 > ::RULE); } } {
    "A new `Age`.\n\n# Errors\nEvery rule that the values break."[] { 0(_0 u8) [] {} } }
    { "Sets `0`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."
    set(u8) [] { set 0 __dunder_check_0 } [] } { get 0["The `0`."] [] (u8) } { AgeDraft[]
    [] { 0 0 } {} } {} {} { __private::refuse_deserialize!(Age); }
}
///The fields of `Age` while `edit` changes them.
#[allow(missing_docs, private_interfaces)]
struct AgeDraft(u8);
