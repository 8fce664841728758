//! what a list of the admin pages shows is a field that answers have; a schema has a plain name

#[dunder::crud_api(schema = "pg_sales", table = "users", admin(list(nmae, name, name, password)))]
pub struct User {
    #[crud(id)]
    pub id: i64,
    pub name: String,
    #[crud(write_only)]
    pub password: String,
}

#[dunder::crud_api(table = "teams", admin(columns(name)))]
pub struct Team {
    #[crud(id)]
    pub id: i64,
    pub name: String,
}

#[dunder::crud_api(table = "badges", admin())]
pub struct Badge {
    #[crud(id)]
    pub id: i64,
}

fn main() {}
