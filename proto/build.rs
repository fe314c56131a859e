//! Compiles the .proto files without protoc.

use std::path::PathBuf;

use prost::Message;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files =
        ["ges/exchange/v1/exchange.proto", "ges/exchange/v1/enrolment.proto", "ges/record/v1/observations.proto"];
    for file in files {
        println!("cargo:rerun-if-changed={file}");
    }
    let descriptors = protox::compile(files, ["."])?;
    #[expect(clippy::disallowed_methods, reason = "cargo hands its folder to build scripts this way")]
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure().bytes(".ges.exchange.v1").compile_fds(descriptors)?;
    Ok(())
}
