//! 03: `AsyncResourcePool` and `AsyncWorker`. All ten tasks finish, at most three resources are in
//! use; closing wakes who waits, and a resource comes back from a panic and a cancellation.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use dunder::aio::{Manager, Pool, PoolError, gather, with_timeout};
use tokio::time::sleep;

#[derive(Default)]
struct Resources(AtomicUsize);

impl Manager for Resources {
    type Type = String;
    type Error = Infallible;

    async fn create(&self) -> Result<String, Infallible> {
        Ok(format!("Resource-{}", self.0.fetch_add(1, SeqCst)))
    }
}

type AsyncResourcePool = Pool<Resources>;

/// Worker that uses resources from a pool.
struct AsyncWorker {
    pool: AsyncResourcePool,
    most: Arc<AtomicUsize>,
}

impl AsyncWorker {
    async fn do_work(&self, item: String) -> Result<String, PoolError<Infallible>> {
        let resource = self.pool.get().await?;
        self.most.fetch_max(self.pool.stats().in_use, SeqCst);
        sleep(Duration::from_millis(100)).await;
        Ok(format!("Processed {item} with {}", *resource))
    }
}

#[tokio::test(start_paused = true)]
async fn the_guide_finishes_ten_tasks_with_three_resources() {
    let pool = Pool::builder(Resources::default()).size(3).build();
    let most = Arc::new(AtomicUsize::new(0));
    let worker = |_| AsyncWorker { pool: pool.clone(), most: Arc::clone(&most) };
    let workers: Vec<_> = (0..5).map(worker).collect();
    let work = workers
        .iter()
        .enumerate()
        .flat_map(|(i, worker)| (0..2).map(move |j| worker.do_work(format!("Task-{i}-{j}"))));
    let results = gather(work).await;
    assert_eq!(results.len(), 10);
    for (number, result) in results.into_iter().enumerate() {
        let text = result.unwrap();
        let start = format!("Processed Task-{}-{} with Resource-", number / 2, number % 2);
        assert!(text.starts_with(&start), "{text}");
    }
    let stats = pool.stats();
    assert_eq!((most.load(SeqCst), stats.created, stats.in_use), (3, 3, 0));
    pool.close().await;
    assert_eq!(workers[0].do_work("late".into()).await, Err(PoolError::Closed));
}

#[tokio::test]
async fn closing_wakes_those_who_would_hang_in_the_guide() {
    let pool = Pool::builder(Resources::default()).size(1).build();
    let held = pool.get().await.unwrap();
    let waiting = tokio::spawn({
        let pool = pool.clone();
        async move { pool.get().await.map(|_| ()) }
    });
    while pool.stats().waiting == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(pool.close_within(Duration::from_millis(1)).await, Err(1));
    assert_eq!(waiting.await.unwrap(), Err(PoolError::Closed));
    drop(held);
    pool.close().await;
}

#[tokio::test]
async fn a_resource_comes_back_when_its_user_panics_or_is_cancelled() {
    let pool = Pool::builder(Resources::default()).size(1).build();
    let panicking = pool.clone();
    let task = tokio::spawn(async move {
        let resource = panicking.get().await.unwrap();
        panic!("with {}", *resource);
    });
    assert!(task.await.unwrap_err().is_panic());
    let cut = with_timeout(Duration::from_millis(1), async {
        let _resource = pool.get().await.unwrap();
        std::future::pending::<()>().await;
    });
    assert!(cut.await.is_err());
    assert_eq!(pool.stats().in_use, 0);
    assert_eq!(*pool.get().await.unwrap(), "Resource-0");
}
