//! 28: `EventSystem` with weak listeners. Button and Label, then Label only.

use std::sync::{Arc, Mutex};

use dunder::{Events, Listener};

#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<String>>>);

impl Screen {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

struct UIComponent {
    name: &'static str,
    screen: Screen,
}

impl Listener<str> for UIComponent {
    fn on_event(&self, event: &str) {
        self.screen.0.lock().unwrap().push(format!("{} received event: {event}", self.name));
    }
}

#[test]
fn the_guide_tells_button_and_label_and_then_label_only() {
    let screen = Screen::default();
    let component = |name| Arc::new(UIComponent { name, screen: screen.clone() });
    let (button, label) = (component("Button"), component("Label"));
    let events = Events::<str>::new();
    events.subscribe(&button);
    events.subscribe(&label);
    events.notify("click");
    assert_eq!(screen.take(), ["Button received event: click", "Label received event: click"]);
    drop(button);
    events.notify("another_click");
    assert_eq!(screen.take(), ["Label received event: another_click"]);
    events.unsubscribe(&label);
    assert_eq!(events.notify("nobody hears this").delivered, 0);
    assert!(screen.take().is_empty());
}

#[test]
fn listeners_may_come_go_and_panic_while_they_are_told() {
    let screen = Screen::default();
    let events = Arc::new(Events::<str>::new());
    let late = Arc::new(UIComponent { name: "Late", screen: screen.clone() });
    let early = Arc::new(UIComponent { name: "Early", screen: screen.clone() });
    let (beside, coming, going) = (Arc::clone(&events), Arc::clone(&late), Arc::clone(&early));
    let meddler = events.on(move |_| {
        beside.subscribe(&coming);
        beside.unsubscribe(&going);
        panic!("a broken listener");
    });
    events.subscribe(&early);
    let told = events.notify("click");
    assert_eq!((told.delivered, told.panicked), (0, 1));
    drop(meddler);
    assert_eq!(events.notify("click").delivered, 1);
    assert_eq!(screen.take(), ["Late received event: click"]);
}
