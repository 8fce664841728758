//! 15, exercise 3: `SafeMonkeyPatch`. Methods, attributes, class attributes, several patches at
//! once, errors for invalid ones: by the compiler where names are static, typed where they are
//! text (the static ones are in `ui-tests/ui/patchable`).

use dunder::patchable::{MonkeyPatch, PatchError, Patched};
use dunder::{patch, patch_fn, patchable};

#[derive(Default)]
struct Client {
    retries: u32,
}

#[patchable(dyn)]
impl Client {
    const TIMEOUT: u32 = 30;

    fn get(&self, path: &str) -> String {
        format!("live {path}")
    }

    fn retries(&self) -> u32 {
        self.retries
    }

    fn retry(&mut self) -> u32 {
        self.retries += 1;
        self.retries
    }
}

#[test]
fn several_patches_are_applied_and_restored_together() {
    let client = Client::default();
    let mut patches = MonkeyPatch::new();
    patches
        .patch(patch_fn!(Client::get => |_, path| format!("mock {path}")))
        .patch(patch_fn!(Client::retries => |_| 7))
        .patch_named("Client.TIMEOUT", 60_u32)
        .unwrap();
    let look = || (client.get("/"), client.retries(), Client::timeout());
    patches.apply();
    assert_eq!(look(), ("mock /".to_owned(), 7, 60));
    patches.restore();
    assert_eq!(look(), ("live /".to_owned(), 0, 30));
    assert_eq!(patches.scope(look).2, 60);
}

#[test]
fn an_attribute_of_one_instance_is_patched_by_its_method() {
    let mut client = Patched::new(Client::default());
    let guard = patch!(client, retry => |_| 100);
    assert_eq!((client.retry(), client.retries), (100, 0));
    drop(guard);
    assert_eq!(client.retry(), 1);
}

#[test]
fn an_invalid_patch_by_name_is_a_typed_error() {
    let mut patches = MonkeyPatch::new();
    let mut fault = |name: &str| patches.patch_named(name, 1.5_f32).map(drop).unwrap_err();
    assert!(matches!(fault("Cleint.TIMEOUT"), PatchError::UnknownTarget { .. }));
    assert!(matches!(
        fault("s15_safe_monkey_patch::Client.TIME"),
        PatchError::UnknownAttribute { .. }
    ));
    assert!(matches!(fault("s15_safe_monkey_patch::Client.TIMEOUT"), PatchError::Signature { .. }));
    assert!(matches!(fault("s15_safe_monkey_patch::Client.get"), PatchError::Signature { .. }));
}
