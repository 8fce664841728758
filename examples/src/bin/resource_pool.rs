//! The guide's `AsyncResourcePool` and `AsyncWorker`: ten tasks of five workers on three resources.
//! One worker panics and one task is cancelled with a resource in its hands; it comes back both
//! times. Closing wakes who waits. `cargo run --bin resource_pool`

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use dunder::aio::{Manager, Pool, PoolError, gather, with_timeout};
use tokio::time::sleep;

/// Makes resources, and counts those that are open.
#[derive(Clone, Default)]
struct Resources {
    made: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

struct Resource {
    name: String,
    uses: u32,
}

impl Manager for Resources {
    type Type = Resource;
    type Error = Infallible;

    async fn create(&self) -> Result<Resource, Infallible> {
        self.open.fetch_add(1, SeqCst);
        Ok(Resource { name: format!("Resource-{}", self.made.fetch_add(1, SeqCst)), uses: 0 })
    }

    async fn close(&self, resource: Resource) {
        println!("{} closed after {} uses", resource.name, resource.uses);
        self.open.fetch_sub(1, SeqCst);
    }
}

type AsyncResourcePool = Pool<Resources>;

/// Worker that uses resources from a pool.
struct AsyncWorker {
    id: u32,
    pool: AsyncResourcePool,
    most: Arc<AtomicUsize>,
}

impl AsyncWorker {
    async fn do_work(&self, item: &str) -> Result<String, PoolError<Infallible>> {
        let mut resource = self.pool.get().await?;
        resource.uses += 1;
        self.most.fetch_max(self.pool.stats().in_use, SeqCst);
        sleep(Duration::from_millis(20)).await;
        assert!(item != "Task-2-1", "worker {} dropped {item}", self.id);
        Ok(format!("worker {} did {item} with {}", self.id, resource.name))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), PoolError<Infallible>> {
    // The panic below is part of the show: it is told as a result.
    std::panic::set_hook(Box::new(|_| ()));
    let resources = Resources::default();
    let most = Arc::new(AtomicUsize::new(0));
    let pool =
        Pool::builder(resources.clone()).size(3).acquire_timeout(Duration::from_secs(5)).build();

    let worker = |id| AsyncWorker { id, pool: pool.clone(), most: Arc::clone(&most) };
    let workers: Vec<_> = (0..5).map(worker).collect();
    let tasks: Vec<_> = workers
        .iter()
        .flat_map(|worker| (0..2).map(move |j| (worker, format!("Task-{}-{j}", worker.id))))
        .collect();
    let results = gather(tasks.iter().map(|(worker, item)| worker.do_work(item))).await;
    for result in &results {
        match result {
            Ok(text) => println!("{text}"),
            Err(error) => println!("{error}"),
        }
    }
    let done = results.iter().flatten().count();
    println!("{done} of {} tasks done, at most {} in use", results.len(), most.load(SeqCst));

    // Cancelled while it works: the resource is back at once.
    let cut = with_timeout(Duration::from_millis(1), workers[0].do_work("a long task")).await;
    let stats = pool.stats();
    println!("cut: {}, in use: {}, made: {}", cut.is_err(), stats.in_use, stats.created);

    // In the guide, who waits for a pool that is closed waits for ever.
    let held = [pool.get().await?, pool.get().await?, pool.get().await?];
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { pool.get().await.map(|resource| resource.name.clone()) }
    });
    while pool.stats().waiting == 0 {
        tokio::task::yield_now().await;
    }
    let late = pool.close_within(Duration::from_millis(1)).await;
    println!("not closed yet: {}", late.err().unwrap_or(0));
    if let Ok(Err(error)) = waiting.await {
        println!("who waited: {error}");
    }
    drop(held);
    pool.close().await;
    println!("{} resources open", resources.open.load(SeqCst));
    Ok(())
}
