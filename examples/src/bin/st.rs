#![allow(warnings)]
#[path = "../../../tests/tests/http/resources.rs"]
mod resources;
use dunder::crud_api::*;
#[tokio::main]
async fn main() {
    let api = Api::new(&Memory::new())
        .guard(Public)
        .mount::<resources::Product>()
        .mount::<resources::Label>()
        .openapi("/openapi.json")
        .docs("/docs")
        .not_found()
        .router();
    let l = tokio::net::TcpListener::bind("127.0.0.1:18912").await.unwrap();
    axum::serve(l, api).await.unwrap();
}
