//! How much parallel pages bring with a server that takes its time.
//!
//!     cargo run --release -p benches --bin paging                 # 200 ms per page, 60 pages
//!     cargo run --release -p benches --bin paging -- 50 200       # 50 ms per page, 200 pages
//!
//! Reads the enrollments of a district from a sandbox over loopback, one page after the other and in parallel as
//! a client does by itself, and shows the times that pass.
#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::error::Error;
use std::time::{Duration, Instant};

use oneroster_client::auth::ClientCredentials;
use oneroster_client::{Client, Endpoints, Paging};
use oneroster_model::rostering::Enrollment;
use oneroster_sandbox::{District, Sandbox};
use tokio::runtime::Builder;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u32| arguments.next().map_or(Ok(default), |text| text.parse());
    let (delay, pages) = (number(200)?, number(60)?);
    let sandbox = Sandbox::builder().district(District::builder(2000).build()).start_blocking()?;
    let records = u32::try_from(sandbox.count::<Enrollment>())?;
    let page_size = records.div_ceil(pages.max(1)).max(1);
    println!("{records} enrollments in pages of {page_size}, {delay} ms each");
    sandbox.set_faults(format!("slow:{delay}ms").parse()?);

    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let mut taken = Vec::new();
    for (name, paging) in
        [("one after the other", Paging::default().concurrency(1)), ("in parallel", Paging::default())]
    {
        let credentials =
            ClientCredentials::new(&sandbox.token_url(), sandbox.client_id(), sandbox.client_secret())?;
        let client = Client::builder(Endpoints::v1_1(&sandbox.url())?)
            .auth(credentials)
            .paging(paging.page_size(page_size))
            .build()?;
        let began = Instant::now();
        let read = runtime.block_on(client.enrollments().all())?.records.len();
        let took = began.elapsed();
        println!("{name:<20} {read} records in {took:.2?}");
        taken.push(took);
    }
    if let [alone, together] = taken[..] {
        println!("gain {:.1}", alone.as_secs_f64() / together.max(Duration::from_nanos(1)).as_secs_f64());
    }
    Ok(())
}
