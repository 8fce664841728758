//! `Plan`: the SQL between a database's tables and the structs, for a person to read first.

mod index;

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{CrudError, Difference};
use super::model::{Fnv, Model};
#[cfg(feature = "postgres")]
pub(super) use index::cut;
pub(super) use index::{Index, wanted};

/// What lies between a database's tables and the structs.
///
/// `migrate` makes the additions of it; a plan shows them before, as a file of SQL that a person
/// reads, changes and keeps beside the program. `apply` runs such files, each once.
///
/// ```
/// # use dunder::crud_api::Sqlite;
/// # #[dunder::crud_api(table = "notes")]
/// # struct Note { #[crud(id)] id: i64, text: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = std::env::temp_dir().join(format!("dunder-plan-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let db = Sqlite::open(":memory:").await?;
/// let plan = db.plan::<(Note,)>().await?;
/// assert!(plan.to_string().contains("CREATE TABLE \"notes\""));
///
/// let file = plan.write(&folder, "notes")?;
/// assert!(file.ends_with("0001_notes.sql"));
/// assert_eq!(db.apply(&folder).await?, ["0001_notes.sql"]);
/// assert_eq!(db.apply(&folder).await?, [""; 0]);
/// assert!(db.plan::<(Note,)>().await?.is_empty());
/// # std::fs::remove_dir_all(folder)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) differences: Vec<Difference>,
    /// What tables and indexes are called, in small letters: that no other index is called so.
    pub(super) names: HashSet<String>,
}

/// A statement of a plan.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) sql: String,
    /// What is different as long as there are rows that it refuses.
    pub(super) refused: Option<Difference>,
}

impl Plan {
    /// A plan with nothing in it yet.
    pub(super) fn of(models: &[&'static Model]) -> Self {
        let name = |model: &&'static Model| {
            let bare = model.table.rsplit('.').next().unwrap_or(model.table);
            bare.to_ascii_lowercase()
        };
        Self { names: models.iter().map(name).collect(), ..Self::default() }
    }

    /// Whether the tables are what the structs say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.differences.is_empty()
    }

    /// The statements that lose nothing, which `migrate` would run, without semicolons.
    pub fn statements(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| step.sql.as_str())
    }

    /// What no addition mends, and `migrate` refuses.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Writes it into a folder, which is made if it is missing, as a file of the next number:
    /// `0003_notes.sql`.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, folder: impl AsRef<Path>, name: &str) -> io::Result<PathBuf> {
        let folder = folder.as_ref();
        fs::create_dir_all(folder)?;
        let mut last = 0_u32;
        for file in fs::read_dir(folder)? {
            let file = file?.file_name();
            let number = file.to_str().and_then(|name| name.split('_').next()?.parse().ok());
            last = last.max(number.unwrap_or(0));
        }
        let is_plain = |letter: char| letter.is_alphanumeric() || letter == '-';
        let name: String =
            name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
        let path = folder.join(format!("{:04}_{name}.sql", last + 1));
        fs::write(&path, self.to_string())?;
        Ok(path)
    }

    /// Adds an index that makes columns unique.
    pub(super) fn add_unique(&mut self, sql: String, table: &str, columns: String) {
        let what = "is to be unique, and there are rows with the same value".to_owned();
        let refused = Difference { table: table.to_owned(), column: columns, what, sql: None };
        self.steps.push(Step { sql, refused: Some(refused) });
    }

    pub(super) fn add(&mut self, sql: String) {
        self.steps.push(Step { sql, refused: None });
    }
}

/// The file: statements, and what is left to a person as comments.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.differences.is_empty() {
            f.write_str("-- what is left to you, since it may lose data:\n")?;
        }
        for difference in &self.differences {
            writeln!(f, "-- {}", difference.to_string().replace('\n', " "))?;
            if let Some(sql) = &difference.sql {
                writeln!(f, "--   {sql};")?;
            }
        }
        self.statements().try_for_each(|statement| writeln!(f, "{statement};"))
    }
}

/// A file of SQL that is to be run once.
pub(super) struct Script {
    pub(super) name: String,
    pub(super) text: String,
    /// Of the text, to see whether it was changed later.
    pub(super) hash: String,
}

impl Script {
    /// The files of a folder that end in `.sql`, in the order of their names.
    pub(super) fn all(folder: &Path) -> Result<Vec<Self>, CrudError> {
        let cannot = |fault: io::Error| {
            CrudError::store(format!("cannot read `{}`: {fault}", folder.display()))
        };
        let mut all = Vec::new();
        for file in fs::read_dir(folder).map_err(cannot)? {
            let path = file.map_err(cannot)?.path();
            if path.extension().is_none_or(|it| it != "sql") {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(cannot)?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let mut hash = Fnv::default();
            // an editor's line ends are no change
            text.lines().for_each(|line| hash.bytes(line.as_bytes()));
            let hash = format!("{:016x}", hash.finish());
            all.push(Self { name: name.unwrap_or_default(), text, hash });
        }
        all.sort_by(|one, two| one.name.cmp(&two.name));
        Ok(all)
    }

    /// Whether it is to be run, by the hash under which it was run before.
    ///
    /// # Errors
    /// Where it was another then.
    pub(super) fn is_new(&self, known: Option<&str>) -> Result<bool, CrudError> {
        match known {
            None => Ok(true),
            Some(hash) if hash == self.hash => Ok(false),
            Some(_) => {
                let why = "was changed after it was applied, write what is new into another file";
                Err(CrudError::store(format!("`{}` {why}", self.name)))
            }
        }
    }

    /// Why it failed.
    pub(super) fn failed(&self, why: impl fmt::Display) -> CrudError {
        CrudError::store(format!("`{}`: {why}", self.name))
    }
}
