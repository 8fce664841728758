//! names of what takes the context are taken: rename the field, or write `get = ".."`

struct Tenant;

#[dunder::validated(context = Tenant, builder)]
struct Order {
    #[validate(min = 1)]
    count: u32,
    count_with: u32,
    new_with: u32,
    build_with: u32,
}

fn main() {
    let _ = Order::new_with(1, 2, 3, 4, &Tenant);
}
