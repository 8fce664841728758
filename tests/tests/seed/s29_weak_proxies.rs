//! 29: weak proxies, `DataProcessor`. Both items, then one.

use std::sync::Arc;

use dunder::WeakProxy;

struct DataItem {
    value: String,
}

/// Processes what is still there.
#[derive(Default)]
struct DataProcessor {
    data: Vec<WeakProxy<DataItem>>,
}

impl DataProcessor {
    fn add_data(&mut self, data: &Arc<DataItem>) {
        self.data.push(WeakProxy::new(data));
    }

    fn process_all(&mut self) -> Vec<String> {
        self.data.retain(WeakProxy::is_alive);
        self.data.iter().filter_map(|data| data.with(Self::process).ok()).collect()
    }

    fn process(data: &DataItem) -> String {
        format!("Processed: {}", data.value)
    }
}

#[test]
fn the_guide_processes_both_items_and_then_one() {
    let mut processor = DataProcessor::default();
    let [data1, data2] =
        [1, 2].map(|number| Arc::new(DataItem { value: format!("Important data {number}") }));
    processor.add_data(&data1);
    processor.add_data(&data2);
    let both = ["Processed: Important data 1", "Processed: Important data 2"];
    assert_eq!(processor.process_all(), both);
    let proxy = processor.data[0].clone();
    drop(data1);
    assert_eq!(processor.process_all(), both[1..]);
    let gone = proxy.with(|data| data.value.clone()).unwrap_err();
    assert_eq!(gone.to_string(), "weakly-referenced object no longer exists");
    drop(data2);
}
