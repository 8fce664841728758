//! 09: `Content` of three mixins, with the guide's defects mended: search follows the fields,
//! versions are snapshots, an unknown version is an error.

use dunder::{class, methods};

#[class(abstract)]
struct SearchableMixin;
#[methods]
impl SearchableMixin {
    /// What is searched; asked each time, so that nothing goes stale.
    pub fn searchable(&self) -> Vec<&str>;
    pub fn search(&self, query: &str) -> bool {
        let query = query.to_lowercase();
        self.searchable().iter().any(|text| text.to_lowercase().contains(&query))
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Snapshot {
    title: String,
    body: String,
    author: String,
}

#[derive(Debug, PartialEq)]
struct UnknownVersion(usize);

#[class(abstract)]
struct VersionableMixin {
    #[default]
    versions: Vec<Snapshot>,
    #[default]
    pub current_version: usize,
}
#[methods]
impl VersionableMixin {
    pub fn snapshot(&self) -> Snapshot;
    pub fn restore(&mut self, snapshot: Snapshot);
    pub fn save_version(&mut self) -> usize {
        self.versions.push(self.snapshot());
        self.current_version = self.versions.len() - 1;
        self.current_version
    }
    pub fn restore_version(&mut self, version: usize) -> Result<(), UnknownVersion> {
        let snapshot = self.versions.get(version).cloned().ok_or(UnknownVersion(version))?;
        self.restore(snapshot);
        self.current_version = version;
        Ok(())
    }
    pub fn history(&self) -> &[Snapshot] {
        &self.versions
    }
}

#[class]
struct PublishableMixin {
    #[default]
    published: bool,
}
#[methods]
impl PublishableMixin {
    pub fn publish(&mut self) {
        self.published = true;
    }
    pub fn unpublish(&mut self) {
        self.published = false;
    }
    pub fn is_published(&self) -> bool {
        self.published
    }
}

#[class(bases(SearchableMixin, VersionableMixin, PublishableMixin))]
struct Content {
    pub title: String,
    pub body: String,
    pub author: String,
}
#[methods]
impl Content {
    pub fn searchable(&self) -> Vec<&str> {
        vec![&self.title, &self.body, &self.author]
    }
    pub fn snapshot(&self) -> Snapshot {
        let (title, body, author) = (self.title.clone(), self.body.clone(), self.author.clone());
        Snapshot { title, body, author }
    }
    pub fn restore(&mut self, snapshot: Snapshot) {
        self.title = snapshot.title;
        self.body = snapshot.body;
        self.author = snapshot.author;
    }
}

#[test]
fn content_searches_versions_and_publishes() {
    let mut content = Content::new("Advanced OOP Tutorial", "Advanced concepts", "An Author");
    assert!(content.search("tutorial") && !content.search("python"));
    content.save_version();
    content.title = "Python in Depth".to_owned();
    assert!(content.search("python") && !content.search("tutorial"));
    content.save_version();
    assert_eq!(content.history().len(), 2);
    assert_eq!(content.restore_version(0), Ok(()));
    assert_eq!((content.title.as_str(), content.current_version), ("Advanced OOP Tutorial", 0));
    assert_eq!(content.restore_version(7), Err(UnknownVersion(7)));
    content.publish();
    assert!(content.is_published());
    content.unpublish();
    assert!(!content.is_published());
}
