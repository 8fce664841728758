//! `Pool` beside deadpool's own, `with_async` beside the same written by hand.
#![allow(missing_docs, reason = "a program")]

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::hint::black_box;

use deadpool::managed;
use dunder::aio::{AsyncContext, Manager, Outcome, Pool, gather, with_async};
use dunder_benches::Bench;
use tokio::runtime::{Builder, Runtime};

struct Units;

impl Manager for Units {
    type Type = u64;
    type Error = Infallible;

    async fn create(&self) -> Result<u64, Infallible> {
        Ok(7)
    }
}

impl managed::Manager for Units {
    type Type = u64;
    type Error = Infallible;

    async fn create(&self) -> Result<u64, Infallible> {
        Ok(7)
    }

    async fn recycle(
        &self,
        _: &mut u64,
        _: &managed::Metrics,
    ) -> managed::RecycleResult<Infallible> {
        Ok(())
    }
}

const LOANS: u32 = 64;

fn pools(bench: &mut Bench, runtime: &Runtime) {
    let ours = Pool::builder(Units).size(8).build();
    let theirs: managed::Pool<Units> =
        managed::Pool::builder(Units).max_size(8).build().expect("no timeouts");
    bench
        .group("pool: acquire and release")
        .per(LOANS)
        .case("deadpool", || {
            runtime.block_on(async {
                for _ in 0..LOANS {
                    black_box(*theirs.get().await.expect("a resource"));
                }
            });
        })
        .case("dunder", || {
            runtime.block_on(async {
                for _ in 0..LOANS {
                    black_box(*ours.get().await.expect("a resource"));
                }
            });
        })
        .goal("pool_acquire", "dunder", "deadpool", 1.3)
        .run();
    bench
        .group("pool: 64 tasks on 8 resources")
        .per(64)
        // It waits for ever and does not hear a close while it makes a resource.
        .case("deadpool", || {
            runtime.block_on(gather((0..64).map(async |_| {
                let held = theirs.get().await.map_err(|_| ())?;
                tokio::task::yield_now().await;
                Ok::<_, ()>(*held)
            })))
        })
        .case("dunder", || {
            runtime.block_on(gather((0..64).map(async |_| {
                let held = ours.get().await.map_err(|_| ())?;
                tokio::task::yield_now().await;
                Ok::<_, ()>(*held)
            })))
        })
        .goal("pool_crowd", "dunder", "deadpool", None)
        .run();
}

#[derive(Debug)]
struct Fault;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fault")
    }
}

impl Error for Fault {}

/// Enters and exits with so many steps through the scheduler each.
struct Steps(u32);

impl AsyncContext for Steps {
    type Guard = u32;
    type Error = Fault;

    async fn enter(self) -> Result<u32, Fault> {
        for _ in 0..self.0 {
            tokio::task::yield_now().await;
        }
        Ok(self.0)
    }

    async fn exit(guard: u32, outcome: Outcome<'_>) -> Result<(), Fault> {
        for _ in 0..guard {
            tokio::task::yield_now().await;
        }
        if outcome.is_ok() { Ok(()) } else { Err(Fault) }
    }
}

async fn body(guard: &mut u32) -> Result<u32, Fault> {
    tokio::task::yield_now().await;
    Ok(black_box(*guard))
}

/// What anyone would write, who does not think of panics and cancellation.
async fn by_hand(context: Steps) -> Result<u32, Fault> {
    let mut guard = context.enter().await?;
    match body(&mut guard).await {
        Ok(value) => Steps::exit(guard, Outcome::Ok).await.map(|()| value),
        Err(error) => {
            let _ = Steps::exit(guard, Outcome::Err(&error)).await;
            Err(error)
        }
    }
}

fn contexts(
    bench: &mut Bench,
    runtime: &Runtime,
    name: &str,
    steps: u32,
    goal: (&'static str, Option<f64>),
) {
    const TIMES: u32 = 32;
    bench
        .group(name)
        .per(TIMES)
        .case("by hand", || {
            runtime.block_on(async {
                for _ in 0..TIMES {
                    black_box(by_hand(Steps(steps)).await.expect("a value"));
                }
            });
        })
        .case("dunder", || {
            runtime.block_on(async {
                for _ in 0..TIMES {
                    let value = with_async(Steps(steps), async |guard| body(guard).await).await;
                    black_box(value.expect("a value"));
                }
            });
        })
        .goal(goal.0, "dunder", "by hand", goal.1)
        .run();
}

fn main() {
    let mut bench = Bench::from_args();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    pools(&mut bench, &runtime);
    let name = "context: enter and exit take five steps each";
    contexts(&mut bench, &runtime, name, 5, ("with_async", Some(1.1)));
    let name = "context: enter and exit do nothing";
    contexts(&mut bench, &runtime, name, 0, ("with_async_empty", None));
    bench.finish();
}
