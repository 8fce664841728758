//! 12: class attributes changed, a class method added at run time. The staging URL; a dict with
//! `base_url` and a timeout of 60.

use std::collections::HashMap;

use dunder::patchable::{MonkeyPatch, PatchError};
use dunder::{patch, patchable};

struct ApiClient {
    api_key: String,
}

#[patchable(dyn)]
impl ApiClient {
    const BASE_URL: &'static str = "https://api.example.com";
    const TIMEOUT: u32 = 30;

    fn url(&self) -> String {
        format!("{}?key={}", Self::base_url(), self.api_key)
    }
}

type Config = HashMap<&'static str, String>;

#[test]
fn the_class_and_all_instances_are_affected() {
    let client = ApiClient { api_key: "key123".to_owned() };
    let _url = patch!(ApiClient::BASE_URL = "https://staging.api.example.com");
    let _timeout = patch!(ApiClient::TIMEOUT = 60);
    let mut mp = MonkeyPatch::new();
    mp.add_named("ApiClient.get_config", |_| {
        let timeout = ApiClient::timeout().to_string();
        Config::from([("base_url", ApiClient::base_url().to_owned()), ("timeout", timeout)])
    })
    .unwrap()
    .apply();
    assert_eq!(client.url(), "https://staging.api.example.com?key=key123");
    let config = ApiClient::call_dyn_static("get_config", vec![]).unwrap();
    let config = config.downcast_ref::<Config>().unwrap();
    assert_eq!(config["base_url"], "https://staging.api.example.com");
    assert_eq!(config["timeout"], "60");
    mp.restore();
    let gone = ApiClient::call_dyn_static("get_config", vec![]);
    assert!(matches!(gone, Err(PatchError::UnknownAttribute { .. })));
}

#[test]
fn a_wrong_name_or_type_is_an_error() {
    let mut mp = MonkeyPatch::new();
    let wrong = mp.patch_named("ApiClient.TIMEOUTS", 60_u32).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "`ApiClient` has no attribute `TIMEOUTS`, did you mean `TIMEOUT`?"
    );
    let wrong = mp.patch_named("ApiClient.TIMEOUT", "60").unwrap_err();
    assert_eq!(wrong.to_string(), "`ApiClient.TIMEOUT` is `u32`, not `&str`");
}
