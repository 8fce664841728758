//! A glance reads what the parser reads.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::DeriveInput;

use super::{LazyFn, LazyImpl, Readable};

/// Whether a glance is enough, and what was read is what the parser reads.
fn is_usual<T: Readable + ToTokens>(tokens: TokenStream) -> bool {
    let parsed: T = syn::parse2(tokens.clone()).unwrap();
    let usual = T::usual(&tokens);
    if let Some(usual) = &usual {
        assert_eq!(quote!(#usual).to_string(), quote!(#parsed).to_string());
    }
    usual.is_some()
}

#[test]
fn structs() {
    for usual in [
        quote!(
            struct Empty {}
        ),
        quote! {
            /// Sold.
            #[derive(Clone, Debug)]
            #[repr(C)]
            pub(crate) struct Product<> {}
        },
        quote! {
            #[serde(rename_all = "camelCase")]
            #[must_use = "it is"]
            pub struct Product {
                #[validate(min = 1, chars(1..=5))] pub id: u64,
                pub(in crate::shop) r#type: Option<Vec<&'static str>>,
                list: HashMap<String, Box<dyn Fn(u8) -> [u8; 3]>>,
                borrowed: &'a mut Cow<'a, str>,
                path: ::std::vec::Vec<<T as Trait>::Item>,
                pair: (u8, crate::Thing),
                last: fn(u8, u8) -> u8
            }
        },
    ] {
        let text = usual.to_string();
        // generics, empty or not, are left to the parser
        assert_eq!(is_usual::<DeriveInput>(usual), !text.contains("Product < >"), "{text}");
    }
    for unusual in [
        quote!(
            struct Unit;
        ),
        quote!(
            struct Tuple(u8, pub String);
        ),
        quote!(
            struct Generic<T: Clone>
            where
                T: Copy,
            {
                it: T,
            }
        ),
        quote!(
            enum Either {
                A { a: u8 },
                B(u8),
            }
        ),
        quote!(
            #[doc = include_str!("x")]
            struct Documented {
                it: u8,
            }
        ),
        quote!(
            #[a::b]
            struct Named {
                it: u8,
            }
        ),
    ] {
        let text = unusual.to_string();
        assert!(!is_usual::<DeriveInput>(unusual), "{text}");
    }
}

#[test]
fn functions() {
    for usual in [
        quote!(
            fn plain() {}
        ),
        quote!(
            #[inline]
            pub(crate) async fn get(&'a mut self, mut a: u8, b: &[u8]) -> Result<u8, E> {
                a
            }
        ),
        quote!(
            fn taken(mut self) -> impl Iterator<Item = u8> + 'static {
                self
            }
        ),
        quote!(
            fn never(#[skip] it: impl Into<String>) -> ! {
                loop {}
            }
        ),
    ] {
        let text = usual.to_string();
        assert!(is_usual::<LazyFn>(usual), "{text}");
    }
    for unusual in [
        quote!(
            fn generic<T>(it: T) {}
        ),
        quote!(
            const fn constant() {}
        ),
        quote!(
            fn pattern((a, b): (u8, u8)) {}
        ),
        quote!(
            fn typed(self: Box<Self>) {}
        ),
        quote!(
            fn bounded()
            where
                u8: Copy,
            {
            }
        ),
        quote!(
            fn declared();
        ),
    ] {
        let text = unusual.to_string();
        assert!(!is_usual::<LazyFn>(unusual), "{text}");
    }
}

#[test]
fn blocks() {
    for usual in [
        quote!(impl Empty {}),
        quote! {
            #[cfg(all())]
            impl Store for shop::Billing {
                const LIMIT: u8 = { 3 };
                type Of = [u8; { 2 }];
                const PAIR: Pair = Pair { a: 1 };
                /// Charges.
                pub fn charge(&self, user: u64) -> Result<u64, String> { if user == 0 { a } }
                unsafe extern "C" fn raw<T>(it: T) where T: Copy { it; }
                named! { it }
                called!(it);
                fn last(self) -> Wide<{ 3 }, u8> {}
            }
        },
    ] {
        let text = usual.to_string();
        assert!(is_usual::<LazyImpl>(usual), "{text}");
    }
    for unusual in [
        quote!(
            impl<T> Store<T> {}
        ),
        quote!(
            unsafe impl Send for Store {}
        ),
        quote!(impl Store where u8: Copy {}),
    ] {
        let text = unusual.to_string();
        assert!(!is_usual::<LazyImpl>(unusual), "{text}");
    }
}
