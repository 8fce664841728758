//! A memory-efficient cache: images shared by whoever shows them, and gone with the last one.
//! `cargo run --bin weak_cache`

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use dunder::{Held, WeakCache, finalize};

/// A decoded picture.
struct Image {
    pixels: Vec<u8>,
}

/// Decodes each picture once for all who show it at the same time.
#[derive(Default)]
struct Gallery {
    images: WeakCache<String, Image>,
    bytes: Arc<AtomicUsize>,
}

impl Gallery {
    fn show(&self, name: &str) -> Held<Image> {
        let mut is_new = false;
        let image = self.images.get_or_insert_with(name.to_owned(), || {
            is_new = true;
            Image { pixels: vec![0; 1_000 * name.len()] }
        });
        if is_new {
            let (bytes, size) = (Arc::clone(&self.bytes), image.pixels.len());
            bytes.fetch_add(size, Relaxed);
            finalize(&image, move || {
                bytes.fetch_sub(size, Relaxed);
            });
        }
        image
    }

    fn report(&self, when: &str) {
        let stats = self.images.stats();
        println!(
            "{when}: {} images, {} bytes, {} hits, {} misses, {} purged",
            stats.live,
            self.bytes.load(Relaxed),
            stats.hits,
            stats.misses,
            stats.purged
        );
    }
}

fn main() {
    let gallery = Gallery::default();
    let cover = gallery.show("cover");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let shown: Vec<_> =
                    ["cover", "first", "second"].iter().map(|name| gallery.show(name)).collect();
                assert!(shown[0].ptr_eq(&cover));
            });
        }
    });
    gallery.report("after four visitors");
    drop(cover);
    gallery.report("after the last one");
}
