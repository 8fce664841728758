::facade::__private::guarded! {
    pub Product[< T : Clone >] [< T >] [where T : __private::Validate,] self errors {
    self.__dunder_check(errors); } { value errors __dunder_check_full_name full_name {
    errors.keep(__private::checks::nonblank(& * * value), "fullName",
    __private::rules::NONBLANK); errors.keep(__private::checks::chars(& * * value, 1,
    100), "fullName", __private::rules::Chars:: < 1, 100, > ::RULE); if let
    __private::Some(violation) = __private::checks::Verdict::violation(quiet(value)) {
    errors.broken_own(("fullName", & [], "with"), violation, __private::Some("loud"),
    __private::None); } } String; __dunder_check_price price { errors.keep((* value >
    0.0), "price", const { & __private::Rule::of("above", & [("above",
    __private::Param::Float(0.0)),], "must cost more than {above}") }); } f64;
    __dunder_check_tags tags { for (index_0, value) in __private::checks::each(value) {
    if ! __private::checks::trimmed(& * * value) { errors.broken_inside(< Self as
    __private::Fields > ::RULES, & [2, 0, 0], & [index_0]); } if ! match & * * value {
    "a" | "b" => true, _ => false } { errors.broken_inside(< Self as __private::Fields >
    ::RULES, & [2, 0, 1], & [index_0]); } if errors.is_full() { break; } } errors
    .keep(__private::checks::length(value.len(), 0, LIMIT), "tags", const { &
    __private::Rule { code : "items", params : & [("max",
    __private::checks::param::usize(LIMIT)),], template :
    "must have at most {max} items", inner : & [] } }); errors
    .keep(__private::checks::unique(value), "tags", __private::rules::UNIQUE); } Vec <
    String >; __dunder_check_type r#type { if let __private::None = value { errors
    .broken_showing(< Self as __private::Fields > ::RULES, & [3, 0], & [], value); } if
    let __private::Some(value) = value { if ! ((* value >= - 1) && (* value < 1)) {
    errors.broken_showing(< Self as __private::Fields > ::RULES, & [3, 1], & [], value);
    } } } Option < i8 >; __dunder_check_inner inner { errors.nested("inner", value); } T;
    } { "A new `Product`."[] { full_name impl __private::Into < String >, tags Vec <
    String >, r#type Option < i8 >, inner T, } { full_name
    __private::Into::into(full_name), price Self::__dunder_default_price(), tags tags,
    r#type r#type, inner inner, } } {} { full_name full_name r" What it is called."[&] &
    __private::str; price price "The `price`."[] f64; tags tags "The `tags`."[&] &
    [String]; r#type r#type "The `type`."[] Option < i8 >; inner inner "The `inner`."[&]
    & T; } { ProductDraft[< T >] [] { full_name full_name price price tags tags r#type
    r#type inner inner } {} [] } { "The fields of `Product` while `edit` changes them."
    ProductDraft[< T : Clone >] [] { full_name String, price f64, tags Vec < String >,
    r#type Option < i8 >, inner T, } } { #[doc =
    "Sets `full_name`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."]
    #[inline] pub fn set_full_name(& mut self, value : impl __private::Into < String >)
    -> __private::checks::Result { __private::checks::set_within(self, | owner | & mut
    owner.full_name, __private::Into::into(value), Self::__dunder_check_full_name,
    Self::__dunder_check,) } #[doc =
    "Sets `price`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."]
    #[inline] pub fn set_price(& mut self, value : f64) -> __private::checks::Result {
    __private::checks::set_within(self, | owner | & mut owner.price, value,
    Self::__dunder_check_price, Self::__dunder_check,) } #[doc =
    "Sets `tags`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."]
    #[inline] pub fn set_tags(& mut self, value : Vec < String >) ->
    __private::checks::Result { __private::checks::set_within(self, | owner | & mut owner
    .tags, value, Self::__dunder_check_tags, Self::__dunder_check,) } #[doc =
    "Sets `type`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."]
    #[inline] pub fn set_type(& mut self, value : Option < i8 >) ->
    __private::checks::Result { __private::checks::set_within(self, | owner | & mut owner
    .r#type, value, Self::__dunder_check_type, Self::__dunder_check,) } #[doc =
    "Sets `inner`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."]
    #[inline] pub fn set_inner(& mut self, value : T) -> __private::checks::Result {
    __private::checks::set_within(self, | owner | & mut owner.inner, value,
    Self::__dunder_check_inner, Self::__dunder_check,) } #[doc =
    "Checks every rule, also those that ask for the context.\n\n# Errors\n\
                         Every rule that the value breaks."]
    pub fn validate_with(& self, context : & dyn __private::core::any::Any) ->
    __private::checks::Result { __private::Validate::validate_with(self, context) } fn
    __dunder_default_price() -> f64 { 1.0 } fn __dunder_check(& self, errors : & mut
    __private::Errors < '_ >) { Self::whole(self, errors); } } { #[automatically_derived]
    impl < T : Clone > __private::Fields for Product < T > where T : __private::Validate,
    { const CROSS : __private::bool = true; const RULES : __private::Rules = &
    [("fullName", & [__private::rules::NONBLANK, __private::rules::Chars:: < 1, 100, >
    ::RULE, & __private::Rule::of("loud", & [], __private::rules::WITH.template)]),
    ("price", & [& __private::Rule::of("above", & [("above",
    __private::Param::Float(0.0)),], "must cost more than {above}")]), ("tags", & [&
    __private::Rule { code : "each", params : & [], template : __private::rules::EACH
    .template, inner : & [__private::rules::TRIMMED, & __private::Rule { code : "one_of",
    params : & [("one_of", __private::Param::List(const { &
    [__private::checks::param::str("a"), __private::checks::param::str("b")] })),],
    template : "must be one of {one_of}", inner : & [] }] }, & __private::Rule { code :
    "items", params : & [("max", __private::checks::param::usize(LIMIT)),], template :
    "must have at most {max} items", inner : & [] }, __private::rules::UNIQUE]), ("type",
    & [__private::rules::REQUIRED, & __private::Rule::of("range", & [("min",
    __private::Param::Int(- 1)), ("below", __private::Param::Int(1)),],
    "must be {min} or more and below {below}")]), ("inner", &
    [__private::rules::NESTED])]; } }
}
