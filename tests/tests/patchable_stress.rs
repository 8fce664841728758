//! A thousand tests that patch one method, beside each other as the test runner has them.

use dunder::patchable::Scope;
use dunder::{patch, patchable};

struct Service;

#[patchable]
impl Service {
    const LIMIT: u32 = 7;

    fn answer(&self, n: u32) -> u32 {
        n
    }
}

fn sees_its_own_patch_alone(mine: u32) {
    assert_eq!((Service.answer(mine), Service::limit()), (mine, 7));
    let guard = patch!(Service::answer => move |_, n| n + mine);
    let _limit = patch!(Service::LIMIT = mine);
    let scope = Scope::current();
    for n in 0..20 {
        assert_eq!((Service.answer(n), Service::limit()), (n + mine, mine));
        std::thread::yield_now();
    }
    assert_eq!(guard.calls(), 20);
    if mine.is_multiple_of(50) {
        let seen =
            std::thread::spawn(move || (Service.answer(1), scope.enter(|| Service.answer(1))));
        assert_eq!(seen.join().unwrap(), (1, 1 + mine));
    }
    drop(guard);
    assert_eq!(Service.answer(1), 1);
}

macro_rules! hundreds {
    ($($hundred:ident = $h:literal)*) => {$(
        mod $hundred {
            tens! { $h; ten0 = 0 ten1 = 1 ten2 = 2 ten3 = 3 ten4 = 4 ten5 = 5 ten6 = 6 ten7 = 7 ten8 = 8 ten9 = 9 }
        }
    )*};
}

macro_rules! tens {
    ($h:literal; $($ten:ident = $t:literal)*) => {$(
        mod $ten {
            ones! { $h $t; one0 = 0 one1 = 1 one2 = 2 one3 = 3 one4 = 4 one5 = 5 one6 = 6 one7 = 7 one8 = 8 one9 = 9 }
        }
    )*};
}

macro_rules! ones {
    ($h:literal $t:literal; $($one:ident = $o:literal)*) => {$(
        #[test]
        fn $one() {
            crate::sees_its_own_patch_alone(1000 + $h * 100 + $t * 10 + $o);
        }
    )*};
}

hundreds! { h0 = 0 h1 = 1 h2 = 2 h3 = 3 h4 = 4 h5 = 5 h6 = 6 h7 = 7 h8 = 8 h9 = 9 }
