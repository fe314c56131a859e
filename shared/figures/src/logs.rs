//! Journals for verifiers that know only C2SP: signed checkpoints, tiles and bundles of public entries.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use ges_domain::audience::Audience;
use ges_domain::ids::OrganisationId;
use ges_journal::Hash;
use ges_journal::note::{Checkpoint, SignedNote};
use ges_journal::tile::{TILE_WIDTH, TileId, TileOrEntries, entry_bundle, parse_tile_path};
use ges_ledger::append;
use ges_ledger::log::{self, Log};
use ges_store::Tx;
use ges_web::{Problem, Product, Reader};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::access::{Failed, say};
use crate::house::House;

/// Tiles never change: the partial tile of a width is always the same beginning of the full one.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(crate) fn routes<H: House>() -> Router<H> {
    let own =
        Router::new().route("/log/checkpoint", get(own_checkpoint::<H>)).route("/log/tile/{*path}", get(own_tile::<H>));
    match H::PRODUCT {
        Product::Node => own,
        Product::Hub => own
            .route("/agencies/{id}/log/checkpoint", get(mirror_checkpoint::<H>))
            .route("/agencies/{id}/log/tile/{*path}", get(mirror_tile::<H>)),
    }
}

/// Newest checkpoint of this server's own journal.
#[utoipa::path(get, operation_id = "getOwnCheckpoint", path = "/log/checkpoint", tag = "log",
    responses(
        (status = 200, description = "Signed note (C2SP tlog-checkpoint)", body = String, content_type = "text/plain",
         example = "ges.local/dep/1\n41\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n— ges.local/dep/1 …\n"),
        (status = 404, description = "No journal yet", body = ges_web::problem::ProblemDocument)))]
pub(crate) async fn own_checkpoint<H: House>(State(house): State<H>) -> Result<Response, Problem> {
    checkpoint(&house, None).await
}

/// Newest checkpoint of the mirror of an agency's journal: the agency's own note with the hub's cosignature.
#[utoipa::path(get, operation_id = "getMirrorCheckpoint", path = "/agencies/{id}/log/checkpoint", tag = "log",
    params(("id" = String, Path, description = "Agency", example = "dep")),
    responses(
        (status = 200, description = "Signed note (C2SP tlog-checkpoint) with cosignature", body = String,
         content_type = "text/plain"),
        (status = 404, description = "No such agency, or nothing pulled yet", body = ges_web::problem::ProblemDocument)))]
pub(crate) async fn mirror_checkpoint<H: House>(
    State(house): State<H>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    checkpoint(&house, Some(id)).await
}

/// A tile or a bundle of entries of this server's own journal (C2SP tlog-tiles).
#[utoipa::path(get, operation_id = "getOwnTile", path = "/log/tile/{path}", tag = "log",
    params(("path" = String, Path, description = "`{level}/{index}[.p/{width}]` or `entries/{index}[.p/{width}]`",
            example = "0/000.p/41")),
    responses(
        (status = 200, description = "Hashes of 32 bytes each, or entries behind two-byte lengths; never changes",
         body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "No such tile, not grown that wide yet, or not all entries of the bundle are public",
         body = ges_web::problem::ProblemDocument)))]
pub(crate) async fn own_tile<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    tile(&house, &reader, None, &path).await
}

/// A tile or a bundle of entries of the mirror of an agency's journal (C2SP tlog-tiles).
#[utoipa::path(get, operation_id = "getMirrorTile", path = "/agencies/{id}/log/tile/{path}", tag = "log",
    params(("id" = String, Path, description = "Agency", example = "dep"),
           ("path" = String, Path, description = "`{level}/{index}[.p/{width}]` or `entries/{index}[.p/{width}]`",
            example = "0/000.p/41")),
    responses(
        (status = 200, description = "Hashes of 32 bytes each, or entries behind two-byte lengths; never changes",
         body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "No such tile, not grown that wide yet, or not all entries of the bundle are public",
         body = ges_web::problem::ProblemDocument)))]
pub(crate) async fn mirror_tile<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path((id, path)): Path<(String, String)>,
) -> Result<Response, Problem> {
    tile(&house, &reader, Some(id), &path).await
}

fn find(tx: &mut Tx, agency: Option<&str>) -> Result<Log, Failed> {
    let log = match agency {
        None => append::own_log(tx)?,
        Some(id) => match OrganisationId::parse(id) {
            Ok(id) => log::newest(tx, &id)?,
            Err(_) => None,
        },
    };
    log.ok_or_else(|| Failed(Problem::not_found()))
}

async fn checkpoint<H: House>(house: &H, agency: Option<String>) -> Result<Response, Problem> {
    let server = house.clone();
    let note = house.store().read_async(move |tx| newest_note(tx, &server, agency.as_deref())).await?;
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, note).into_response())
}

/// The newest signed note, with the cosignature as soon as there is one over the same head.
fn newest_note<H: House>(tx: &mut Tx, house: &H, agency: Option<&str>) -> Result<Vec<u8>, Failed> {
    let log = find(tx, agency)?;
    let newest = if log.side.own {
        log::sign(tx, &log, log.size, house.signer())?.encode()
    } else {
        match log.checkpoint.as_ref().or(log.receipt.as_ref()) {
            Some(note) => note.to_vec(),
            None => return Err(Failed(Problem::not_found())),
        }
    };
    let Some(receipt) = &log.receipt else { return Ok(newest) };
    let head = |note: &[u8]| SignedNote::parse(note).ok().and_then(|n| Checkpoint::parse(n.text()).ok());
    Ok(if head(receipt).is_some() && head(receipt) == head(&newest) { receipt.to_vec() } else { newest })
}

async fn tile<H: House>(house: &H, reader: &Reader, agency: Option<String>, path: &str) -> Result<Response, Problem> {
    let absent = |key: &str| Problem::not_found().detail(say(reader, key, &[]));
    let (what, width) = parse_tile_path(&format!("tile/{path}")).map_err(|_| absent("figures-problem-tile-path"))?;
    let (not_grown, not_public) = (absent("figures-problem-tile-width"), absent("figures-problem-tile-entries"));
    let bytes = house
        .store()
        .read_async(move |tx| {
            let log = find(tx, agency.as_deref())?;
            match what {
                TileOrEntries::Tile(id) => hashes(tx, &log, id, width)?.ok_or_else(|| Failed(not_grown.clone())),
                TileOrEntries::Entries(index) => {
                    let first = index.checked_mul(u64::from(TILE_WIDTH)).ok_or_else(|| Failed(not_grown.clone()))?;
                    if first.checked_add(u64::from(width)).is_none_or(|end| end > log.size) {
                        return Err(Failed(not_grown.clone()));
                    }
                    entries(tx, &log, first, width)?.ok_or_else(|| Failed(not_public.clone()))
                }
            }
        })
        .await?;
    Ok(([(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, FOR_EVER)], bytes).into_response())
}

/// The first `width` hashes of a tile, once it is that wide.
fn hashes(tx: &mut Tx, log: &Log, id: TileId, width: u16) -> Result<Option<Vec<u8>>, Failed> {
    // Addresses reach level 63; no log of 64-bit size has hashes above level 7, and indexes end with the log.
    if id.level > 7 || id.index > log.size {
        return Ok(None);
    }
    let Some(mut tile) = log::tile(tx, log.key, id)? else { return Ok(None) };
    let bytes = usize::from(width) * size_of::<Hash>();
    if tile.len() < bytes {
        return Ok(None);
    }
    tile.truncate(bytes);
    Ok(Some(tile))
}

/// Headers of `width` entries, when every one of them is public.
fn entries(tx: &mut Tx, log: &Log, first: u64, width: u16) -> Result<Option<Vec<u8>>, Failed> {
    let mut headers: Vec<Bytes> = Vec::with_capacity(usize::from(width));
    let mut left = u64::from(width);
    while left > 0 {
        let next = first + headers.len() as u64;
        let stored = log::entries(tx, log.key, next, left, 4 * 1024 * 1024)?;
        if stored.is_empty() {
            return Ok(None);
        }
        for entry in stored {
            let (Some(bytes), Some(Ok(header))) = (entry.sealed.header_bytes(), entry.sealed.header()) else {
                return Ok(None);
            };
            if header.audience != Audience::Public {
                return Ok(None);
            }
            headers.push(bytes.clone());
            left -= 1;
        }
    }
    Ok(entry_bundle(&headers).ok())
}
