//! What the database has.

use deadpool_postgres::ClientWrapper;

use crate::crud_api::postgres::fault::Fault;

/// A column as the database has it.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) kind: String,
    /// What text sorts by.
    pub(super) collation: Option<String>,
    pub(super) is_required: bool,
    pub(super) is_key: bool,
    /// The table that it refers to, with its schema, and what follows a removal there.
    pub(super) refers: Option<(String, String)>,
    /// Whether the database makes its values.
    pub(super) counts: bool,
}

/// The columns of the table that statements mean; none where there is no table.
pub(super) async fn columns(client: &ClientWrapper, table: &str) -> Result<Vec<Found>, Fault> {
    let text = "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), \
                CASE WHEN c.collname = 'default' THEN \
                    (SELECT datcollate::text FROM pg_database WHERE datname = current_database()) \
                ELSE c.collname::text END, \
                a.attnotnull, \
                EXISTS(SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary \
                       AND a.attnum = ANY(i.indkey)), \
                a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', \
                false), \
                n.nspname || '.' || f.relname, CASE r.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' \
                WHEN 'n' THEN 'SET NULL' ELSE 'NO ACTION' END \
                FROM pg_attribute a \
                LEFT JOIN pg_collation c ON c.oid = a.attcollation \
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
                LEFT JOIN pg_constraint r ON r.conrelid = a.attrelid AND r.contype = 'f' \
                    AND r.conkey = ARRAY[a.attnum] \
                LEFT JOIN pg_class f ON f.oid = r.confrelid \
                LEFT JOIN pg_namespace n ON n.oid = f.relnamespace \
                WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped \
                ORDER BY a.attnum";
    let rows = client.query(text, &[&table]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        found.push(Found {
            name: row.try_get(0)?,
            kind: row.try_get(1)?,
            collation: row.try_get(2)?,
            is_required: row.try_get(3)?,
            is_key: row.try_get(4)?,
            counts: row.try_get(5)?,
            refers: row.try_get::<_, Option<String>>(6)?.zip(row.try_get(7)?),
        });
    }
    Ok(found)
}

/// Whether there is such a schema; who may not make one may still use it.
pub(super) async fn has_schema(client: &ClientWrapper, schema: &str) -> Result<bool, Fault> {
    let text = "SELECT to_regnamespace($1) IS NOT NULL";
    Ok(client.query_one(text, &[&format!("\"{schema}\"")]).await?.try_get(0)?)
}

/// The names of the checks of a table that a migration of ours made.
pub(super) async fn checks(client: &ClientWrapper, table: &str) -> Result<Vec<String>, Fault> {
    let text = "SELECT conname::text FROM pg_constraint WHERE conrelid = to_regclass($1) \
                AND contype = 'c' AND conname ~ '_check_[0-9a-f]{16}$'";
    let rows = client.query(text, &[&table]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// An index as the database has it.
pub(super) struct FoundIndex {
    pub(super) name: String,
    pub(super) is_unique: bool,
    pub(super) is_key: bool,
}

pub(super) async fn indexes(client: &ClientWrapper, table: &str) -> Result<Vec<FoundIndex>, Fault> {
    let text = "SELECT c.relname::text, i.indisunique, i.indisprimary FROM pg_index i \
                JOIN pg_class c ON c.oid = i.indexrelid \
                WHERE i.indrelid = to_regclass($1) AND i.indisvalid ORDER BY i.indexrelid";
    let rows = client.query(text, &[&table]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        found.push(FoundIndex {
            name: row.try_get(0)?,
            is_unique: row.try_get(1)?,
            is_key: row.try_get(2)?,
        });
    }
    Ok(found)
}

/// What is called something in the schema of this table, in small letters.
pub(super) async fn names(client: &ClientWrapper, table: &str) -> Result<Vec<String>, Fault> {
    let schema = table.split_once('.').map(|(schema, _)| schema);
    let text = "SELECT lower(c.relname::text) FROM pg_class c \
                JOIN pg_namespace n ON n.oid = c.relnamespace \
                WHERE n.nspname = coalesce($1, current_schema())";
    let rows = client.query(text, &[&schema]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
