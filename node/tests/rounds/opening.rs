//! Evidence opens to the centre with the figure that names it: with the CIO's signature, once, and never what is internal.

use ges_domain::audience::Audience;
use ges_domain::ids::Digest;
use ges_domain::result::Evidence;
use ges_ledger::read;
use ges_node::service::documents::{NewDocument, begin, finish_evidence};
use ges_node::service::library;
use ges_node::service::opening::Opening;

use super::*;

/// Files a document as a person does on a page.
fn filed(node: &Node, name: &str, audience: &str) -> Digest {
    let input = NewDocument { name: name.into(), media_type: String::new(), audience: audience.parse().unwrap() };
    let keeper = as_role(Role::DataKeeper);
    let mut upload = begin(node.documents(), &keeper, &input).unwrap();
    upload.write(format!("%PDF-1.7 {name}").as_bytes()).unwrap();
    finish_evidence(node, &keeper, &input, None, upload, node.env().clock.now()).unwrap().document.digest
}

/// Takes a figure with evidence to the CIO's check.
fn at_check(node: &Node, number: &str, evidence: &[Digest], reason: Option<&str>) {
    let mut report = report(number, Round::Nine, "72.5");
    report.evidence = evidence.iter().map(|digest| Evidence { digest: *digest, place: "หน้า 4".into() }).collect();
    let keeper = as_role(Role::DataKeeper);
    put(node, &keeper, NewResult::new(report), Turn::Submit, reason, node.env().clock.now()).unwrap();
    decided(node, Role::Supervisor, &[number], &Verdict::Approve).unwrap();
    decided(node, Role::PaUnit, &[number], &Verdict::Approve).unwrap();
}

/// Who may see each filing of a document, the newest first.
fn filings(node: &Node, digest: &Digest) -> Vec<Audience> {
    let filed = node.store().read(|tx| read::documents::by_digest(tx, digest)).unwrap();
    filed.into_iter().map(|f| f.audience).collect()
}

fn opening(node: &Node, digest: &Digest) -> Opening {
    let all = node.store().read(|tx| library::read(tx, node.own())).unwrap();
    all[library::find(&all, &digest.to_string()).unwrap()].opening.clone()
}

#[test]
fn the_signature_opens_what_the_figures_name_once_and_what_is_internal_stays() {
    let (_dir, node) = house();
    let [plan, letter, minutes, spare] =
        [("แผน.pdf", "central"), ("ประกาศ.pdf", "public"), ("รายงานประชุม.pdf", "internal"), ("สำรอง.pdf", "central")]
            .map(|(name, audience)| filed(&node, name, audience));
    at_check(&node, "1", &[plan, plan, letter, minutes], None);
    let before = at_the_hub(&node);
    for secret in ["แผน", "ประกาศ", "รายงานประชุม", "สำรอง", "document.filed"].map(str::to_owned)
    {
        assert!(!before.contains(&secret), "{secret} left the node before the CIO signed");
    }
    assert!(![plan, letter, minutes, spare].iter().any(|digest| before.contains(&digest.to_string())));
    let prepared = attestations::prepare(&node, &as_role(Role::Cio), year(), Round::Nine).unwrap();
    let behind = &prepared.evidence[&"1".parse().unwrap()];
    let waiting: Vec<Digest> = behind.iter().filter(|(_, o)| o.waits()).map(|(digest, _)| *digest).collect();
    assert_eq!(behind.len(), 3, "each document once, however many of its pages are named");
    assert!(waiting.len() == 2 && !waiting.contains(&minutes), "what the signature opens is told before");

    assert_eq!(code(sign(&node, None)), "late-without-remark");
    assert_eq!(filings(&node, &plan), [Audience::Internal], "a refused signature opens nothing");
    sign(&node, Some("ข้อมูลมาช้า")).unwrap();
    let after = at_the_hub(&node);
    assert!(after.contains("แผน.pdf") && after.contains("ประกาศ.pdf"), "{after}");
    assert!(!after.contains("รายงานประชุม") && !after.contains("สำรอง") && !after.contains(&spare.to_string()));
    assert!(after.contains(&minutes.to_string()), "the figure names its fingerprint, and that is all there is of it");
    assert_eq!(filings(&node, &plan), [Audience::Central, Audience::Internal]);
    assert_eq!(filings(&node, &letter), [Audience::Public, Audience::Internal]);
    let authors = node.store().read(|tx| read::documents::by_digest(tx, &plan)).unwrap();
    assert!(authors.iter().all(|f| f.author == "data_keeper"), "by whoever filed it");

    sign(&node, None).unwrap();
    assert_eq!(filings(&node, &plan).len(), 2, "once only");
    assert_eq!(
        (filings(&node, &minutes), filings(&node, &spare)),
        (vec![Audience::Internal], vec![Audience::Internal])
    );
    let (known, waiting) = (opening(&node, &plan), opening(&node, &spare));
    assert!(known.now == Audience::Central && known.since.is_some() && !known.waits(), "{known:?}");
    assert!(waiting.now == Audience::Internal && waiting.waits(), "{waiting:?}");
}

#[test]
fn an_exception_opens_nothing_and_a_correction_opens_its_new_documents_with_its_own_signature() {
    let (_dir, node) = house();
    let [first, second, third] = ["ก.pdf", "ข.pdf", "ค.pdf"].map(|name| filed(&node, name, "central"));
    at_check(&node, "1", &[first], None);
    at_check(&node, "2", &[second], None);
    let prepared = attestations::prepare(&node, &as_role(Role::Cio), year(), Round::Nine).unwrap();
    let decision = Decision {
        year: year(),
        round: Round::Nine,
        exceptions: ["2", "3"].map(|n| (n.parse().unwrap(), "รอตรวจ".to_owned())).into(),
        shown: Some(prepared.mark()),
        late: Some("ข้อมูลมาช้า".into()),
    };
    attest(&node, &as_role(Role::Cio), "cio", PASSPHRASE, decision, node.env().clock.now()).unwrap();
    let open = |digest: &Digest| opening(&node, digest).now == Audience::Central;
    assert_eq!([open(&first), open(&second)], [true, false]);

    at_check(&node, "1", &[first, third], Some("พบรายการซ้ำ"));
    assert!(!open(&third), "the release stands meanwhile");
    sign(&node, Some("แก้ไข")).unwrap();
    assert_eq!([open(&first), open(&second), open(&third)], [true; 3]);
    assert_eq!(filings(&node, &first).len(), 2);
}

#[test]
fn what_is_made_internal_before_the_signature_never_opens_and_what_was_open_stays_on_record() {
    let (_dir, node) = house();
    let [kept, told] = ["ก.pdf", "ข.pdf"].map(|name| filed(&node, name, "central"));
    at_check(&node, "1", &[kept, told], None);
    let shown = attestations::prepare(&node, &as_role(Role::Cio), year(), Round::Nine).unwrap().mark();
    filed(&node, "ก.pdf", "internal");
    let now = attestations::prepare(&node, &as_role(Role::Cio), year(), Round::Nine).unwrap().mark();
    assert_ne!(shown, now, "the CIO signs for the documents that were shown");
    sign(&node, Some("ข้อมูลมาช้า")).unwrap();
    assert!(!at_the_hub(&node).contains("ก.pdf"));
    assert_eq!(filings(&node, &kept), [Audience::Internal, Audience::Internal]);

    filed(&node, "ข.pdf", "internal");
    let opening = opening(&node, &told);
    assert!(opening.now == Audience::Central && opening.narrowed() && !opening.waits(), "{opening:?}");
    sign(&node, None).unwrap();
    assert_eq!(filings(&node, &told), [Audience::Internal, Audience::Central, Audience::Internal]);
}

#[test]
fn a_new_version_does_not_name_an_earlier_one_that_others_know_nothing_of() {
    let (_dir, node) = house();
    let old = filed(&node, "ฉบับก่อน.pdf", "central");
    let input = NewDocument {
        name: "ฉบับใหม่.pdf".into(), media_type: String::new(), audience: Audience::Central
    };
    let keeper = as_role(Role::DataKeeper);
    let mut upload = begin(node.documents(), &keeper, &input).unwrap();
    upload.write(b"%PDF-1.7 new").unwrap();
    let new = finish_evidence(&node, &keeper, &input, Some(old), upload, node.env().clock.now()).unwrap();
    at_check(&node, "1", &[new.document.digest], None);
    sign(&node, Some("ข้อมูลมาช้า")).unwrap();
    let sent = at_the_hub(&node);
    assert!(sent.contains("ฉบับใหม่.pdf") && !sent.contains(&old.to_string()), "{sent}");
    let all = node.store().read(|tx| library::read(tx, node.own())).unwrap();
    let entry = &all[library::find(&all, &new.document.digest.to_string()).unwrap()];
    assert!(entry.replaces().contains(&old), "here it is still the new version");
}
