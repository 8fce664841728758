::dunder::__private::guarded_fields! {
    pub Product ProductDraft "A new `Product`."
    "The fields of `Product` while `edit` changes them." value errors { name String
    "name"[#[doc = r" What it is called."]] set_name set_into[Into >] [&] (&
    __private::str) [] [__dunder_check_name {} (__private::checks::nonblank(& * * value))
    NONBLANK[]] price u32 "price"[] set_price set[] [] u32[] [__dunder_check_price {} (*
    value >= 1) Min[1,]] note(Option < String >) "note"[] set_note put[] []
    (__private::Option < & __private::str >) [.as_deref()] [] tags(Vec < Tag >) "tags"[]
    set_tags put[] [&] (& [Tag]) [] [] } { const _ : () =
    __private::refuse(__private::Probe::< Product > ::IS_READ); }
}
