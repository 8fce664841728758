::dunder::__private::guarded_fields! {
    pub Product ProductDraft "A new `Product`."
    "The fields of `Product` while `edit` changes them." value errors { name : String,
    r" What it is called." set_name
    "Sets `name`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."
    set_into[Into >] [] [&] & __private::str, [__dunder_check_name { errors
    .keep(__private::checks::nonblank(& * * value), "name", __private::rules::NONBLANK);
    }] price : u32, "The `price`." set_price
    "Sets `price`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."
    set[] [] [] u32, [__dunder_check_price { errors.keep((* value >= 1), "price",
    __private::rules::Min:: < 1, > ::RULE); }] note : Option < String >, "The `note`."
    set_note
    "Sets `note`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."
    put[] [__private::Option::as_deref] [&] __private::Option < & __private::str >, []
    tags : Vec < Tag >, "The `tags`." set_tags
    "Sets `tags`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."
    put[] [] [&] & [Tag], [] } { __private::refuse_deserialize!(Product); }
}
