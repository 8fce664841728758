//! 14: `PaymentService` and `OrderProcessor`. `All tests passed!`, with no trait and no change to
//! `OrderProcessor`; tests that run beside each other do not see each other's patches.

use dunder::{patch, patchable};

#[derive(Debug, PartialEq)]
enum Payment {
    Success { transaction_id: String },
    Declined,
}

struct PaymentService {
    api_key: String,
}

#[patchable]
impl PaymentService {
    fn process_payment(&self, _amount: f64, _card_number: &str) -> Payment {
        Payment::Success { transaction_id: format!("123-{}", self.api_key) }
    }
}

struct OrderProcessor {
    payment_service: PaymentService,
}

impl OrderProcessor {
    fn new() -> Self {
        Self { payment_service: PaymentService { api_key: "secret".to_owned() } }
    }

    fn process_order(&self, amount: f64, card_number: &str) -> Result<String, &'static str> {
        match self.payment_service.process_payment(amount, card_number) {
            Payment::Success { transaction_id } => Ok(transaction_id),
            Payment::Declined => Err("Payment failed"),
        }
    }
}

#[test]
fn the_order_is_tested_without_the_service() {
    let processor = OrderProcessor::new();
    let guard = patch!(processor.payment_service, process_payment => |_, amount, _| {
        if amount > 1000.0 {
            return Payment::Declined;
        }
        Payment::Success { transaction_id: "mock_123".to_owned() }
    });
    assert_eq!(processor.process_order(100.0, "4111"), Ok("mock_123".to_owned()));
    assert_eq!(processor.process_order(1500.0, "4111"), Err("Payment failed"));
    assert_eq!(guard.calls(), 2);
    drop(guard);
    assert_eq!(processor.process_order(1500.0, "4111"), Ok("123-secret".to_owned()));
}

#[test]
fn parallel_tests_do_not_see_each_others_patches() {
    std::thread::scope(|threads| {
        for test in 0..100 {
            threads.spawn(move || {
                let _guard = patch!(PaymentService::process_payment => |_, _, _| {
                    Payment::Success { transaction_id: test.to_string() }
                });
                let order = OrderProcessor::new().process_order(1.0, "4111");
                assert_eq!(order, Ok(test.to_string()));
            });
        }
    });
}
