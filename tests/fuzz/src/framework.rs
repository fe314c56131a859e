//! Framework files: any text is a framework or refused with defects that name their lines, and a framework that is read
//! keeps its promises.
#![no_main]

use ges_domain::framework::Framework;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Framework::from_toml(text) {
        Ok(framework) => {
            framework.check().expect("a framework that was read adds up");
            let json = serde_json_of(&framework);
            assert_eq!(Framework::from_json(&json).as_ref(), Ok(&framework));
        }
        Err(defects) => assert!(!defects.is_empty()),
    }
});

fn serde_json_of(framework: &Framework) -> String {
    serde_json::to_string(framework).expect("a framework is JSON")
}
