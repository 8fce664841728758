//! `timeout` in a crate that denies every lint a user might.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    unused,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic
)]

pub mod api {
    //! What a library would export.
    use std::io;

    use dunder::timeout;

    /// Fetches.
    #[derive(Debug, Default)]
    pub struct Fetcher {
        names: Vec<String>,
    }

    impl Fetcher {
        /// Fetches one.
        ///
        /// # Errors
        /// When the time is over.
        #[timeout("5s")]
        pub async fn fetch(&mut self, mut name: String, (a, b): (u8, u8)) -> io::Result<&str> {
            tokio::task::yield_now().await;
            if a > b {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            name.push('!');
            self.names.push(name);
            Ok(&self.names[0])
        }

        /// Consumes itself.
        ///
        /// # Errors
        /// When the time is over.
        #[timeout("5s")]
        pub async fn finish<T>(self, value: T) -> Result<(Self, T), Box<dyn std::error::Error>>
        where
            T: Clone + Send,
        {
            let again = value.clone();
            tokio::task::yield_now().await;
            drop(value);
            Ok((self, again))
        }
    }
}

#[tokio::test]
async fn a_crate_without_a_warning_stays_one() {
    let mut fetcher = api::Fetcher::default();
    assert_eq!(fetcher.fetch("a".into(), (1, 2)).await.unwrap(), "a!");
    assert!(fetcher.fetch("a".into(), (2, 1)).await.is_err());
    let (_, seven) = fetcher.finish(7).await.unwrap();
    assert_eq!(seven, 7);
}
