//! Snapshot and restore: a game whose rooms lead into each other in rings, whose actors are of several
//! types and share things, as bytes and back. `cargo run --bin snapshot FILE`

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::rc::{Rc, Weak};

use dunder::{CodecError, Graph, Limits, graph, graph_dyn};

/// A room; its doors lead on, and may lead back.
#[derive(Graph)]
struct Room {
    name: String,
    doors: RefCell<BTreeMap<String, Rc<Room>>>,
    actors: RefCell<Vec<Rc<dyn Actor>>>,
}

#[derive(Graph)]
struct Lamp {
    oil: Cell<u32>,
}

/// Whoever acts, once a turn.
#[graph_dyn]
trait Actor {
    fn act(&self) -> String;
}

#[derive(Graph)]
struct Hero {
    name: String,
    lamp: Rc<Lamp>,
    place: RefCell<Weak<Room>>,
}

#[derive(Graph)]
struct Dog {
    /// The same lamp as the hero's, to whom the dog belongs: it fetches what burns in it.
    lamp: Rc<Lamp>,
}

#[graph_dyn]
impl Actor for Hero {
    fn act(&self) -> String {
        self.lamp.oil.update(|oil| oil.saturating_sub(2));
        let place = self.place.borrow().upgrade();
        let place = place.map_or_else(|| "nowhere".to_owned(), |room| room.name.clone());
        format!("{} in the {place}, {} oil left", self.name, self.lamp.oil.get())
    }
}

#[graph_dyn]
impl Actor for Dog {
    fn act(&self) -> String {
        self.lamp.oil.update(|oil| oil + 1);
        format!("the dog brings oil: {}", self.lamp.oil.get())
    }
}

/// All of it: what a snapshot holds.
#[derive(Graph)]
#[graph(id = "snapshot.Game", version = 1)]
struct Game {
    start: Rc<Room>,
    turn: Cell<u32>,
}

impl Game {
    fn new() -> Rc<Self> {
        let room = |name: &str| {
            let (doors, actors) = (RefCell::default(), RefCell::default());
            Rc::new(Room { name: name.to_owned(), doors, actors })
        };
        let [hall, cellar] = ["hall", "cellar"].map(room);
        hall.doors.borrow_mut().insert("down".to_owned(), Rc::clone(&cellar));
        cellar.doors.borrow_mut().insert("up".to_owned(), Rc::clone(&hall));
        let lamp = Rc::new(Lamp { oil: Cell::new(10) });
        let place = RefCell::new(Rc::downgrade(&cellar));
        let hero = Hero { name: "Ada".to_owned(), lamp: Rc::clone(&lamp), place };
        let actors: Vec<Rc<dyn Actor>> = vec![Rc::new(hero), Rc::new(Dog { lamp })];
        *cellar.actors.borrow_mut() = actors;
        Rc::new(Self { start: hall, turn: Cell::new(0) })
    }

    /// One turn of everyone in the cellar.
    fn play(&self) -> Option<()> {
        self.turn.update(|turn| turn + 1);
        let cellar = Rc::clone(self.start.doors.borrow().get("down")?);
        for actor in cellar.actors.borrow().iter() {
            println!("turn {}: {}", self.turn.get(), actor.act());
        }
        let back = cellar.doors.borrow().get("up").is_some_and(|up| Rc::ptr_eq(up, &self.start));
        println!("turn {}: the way back leads to the hall: {back}", self.turn.get());
        Some(())
    }
}

/// Written aside and then put in its place, so that a crash leaves the old one or the new one.
fn save(game: &Rc<Game>, path: &Path) -> Result<usize, Box<dyn Error>> {
    let bytes = graph::to_bytes(game)?;
    let aside = path.with_extension("new");
    std::fs::write(&aside, &bytes)?;
    std::fs::rename(&aside, path)?;
    Ok(bytes.len())
}

/// Bytes from strangers make a game or an error: never a panic, never more memory than the limits say.
fn load(bytes: &[u8]) -> Result<Rc<Game>, CodecError> {
    graph::from_bytes(bytes, &Limits::untrusted())
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let path = Path::new(&path);
    let game = Game::new();
    game.play().ok_or("a room is missing")?;
    println!("saved: {}", save(&game, path)? > 0);
    game.play().ok_or("a room is missing")?;
    // A ring keeps itself: it is let go of like this, and then no room is left.
    let hall = Rc::downgrade(&game.start);
    graph::dismantle(game);
    println!("let go: {}", hall.upgrade().is_none());

    println!("restored");
    let bytes = std::fs::read(path)?;
    let game = load(&bytes)?;
    game.play().ok_or("a room is missing")?;
    graph::dismantle(game);

    let mut spoiled = bytes.clone();
    spoiled.truncate(bytes.len() / 2);
    println!("half of it: {}", load(&spoiled).err().ok_or("half a game is none")?);
    Ok(())
}
