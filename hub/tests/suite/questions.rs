//! Questions from the centre: asked in the hub's own journal for one agency's eyes, answered in the agency's.

use ges_domain::access::Role;
use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_domain::workflow::question::{About, QuestionEvent, QuestionMoved, QuestionStage};
use ges_domain::workflow::{Actor, ActorRole, Line, Remark};
use ges_hub::service::questions::{NewQuestion, Next, QuestionError, Who, ask, go_on, is_asker};
use ges_ledger::LedgerError;
use ges_ledger::read::questions::{self, Asked};
use ges_proto::batch::entries_of;

use crate::hub_fixture::{HubFixture, eventually};
use crate::node_fixture::{NodeFixture, year};

fn who(role: Role) -> Who {
    Who { author: role.to_string(), roles: vec![role] }
}

fn value() -> Vec<About> {
    vec![About::Figure { field: Line::new("value").unwrap() }]
}

fn question(agencies: &[&str]) -> NewQuestion {
    NewQuestion {
        agencies: agencies.iter().map(|id| OrganisationId::parse(id).unwrap()).collect(),
        year: year(),
        indicator: "1".parse().unwrap(),
        round: Round::Nine,
        about: value(),
        due: "2012-07-20".parse().unwrap(),
        text: "ตัวเลขนี้มาจากระบบใด".into(),
    }
}

async fn found(hub: &HubFixture, question: RecordId) -> Asked {
    let read = hub.hub.store().read_async(move |tx| questions::find(tx, question)).await;
    Result::<_, LedgerError>::unwrap(read).unwrap()
}

/// What a node writes when a question has reached it, and its answer.
fn reply(node: &NodeFixture, asked: &Asked) -> u64 {
    let moved = |role, event| {
        let actor = Actor { organisation: node.id.clone(), role, person: Line::new("keeper").unwrap() };
        (Fact::Question(QuestionMoved { case: asked.case.clone(), actor, event }), Audience::Central)
    };
    let after = asked.said_by_centre();
    let text = Remark::new("จากระบบ GFMIS").unwrap();
    node.record(vec![
        moved(ActorRole::Node, QuestionEvent::Deliver { after }),
        moved(ActorRole::DataKeeper, QuestionEvent::Answer { text, evidence: vec![], after }),
    ])
}

fn refusal<T>(result: Result<T, QuestionError>) -> &'static str {
    use ges_domain::explain::Explain as _;
    result.err().map_or("done", |e| e.explain().code)
}

async fn hub_of(nodes: &[&NodeFixture]) -> HubFixture {
    let mut hub = HubFixture::new().await;
    for node in nodes {
        node.begin();
        hub.admit(node).await;
    }
    hub.pull();
    for node in nodes {
        hub.until_size(&node.id, node.own_log().size).await;
    }
    hub
}

/// How many entries of the hub's journal a node can read, once it has all of them.
async fn readable(hub: &HubFixture, node: &NodeFixture) -> (usize, usize) {
    let size = hub.hub.store().read_async(|tx| Ok::<_, LedgerError>(ges_ledger::append::own_log(tx)?.unwrap().size));
    let size = size.await.unwrap();
    let mut delivered = node.delivered.subscribe();
    eventually(&mut delivered, "the node has the hub's journal", |d| d.next >= size).await;
    let batches = delivered.borrow().batches.clone();
    let entries: Vec<_> = batches.iter().flat_map(|b| entries_of(b).unwrap()).collect();
    (entries.iter().filter(|e| e.content().is_some()).count(), entries.len())
}

#[tokio::test]
async fn a_question_reaches_the_agency_asked_and_others_get_a_bare_hash() {
    let (dep, cdd) = (NodeFixture::new("dep"), NodeFixture::new("cdd"));
    let hub = hub_of(&[&dep, &cdd]).await;
    let (before, _) = readable(&hub, &dep).await;
    let asked = ask(&hub.hub, &who(Role::Analyst), question(&["dep"])).await.unwrap()[0];
    let (seen, all) = readable(&hub, &dep).await;
    assert_eq!((seen, all), (before + 1, before + 1));
    assert_eq!(readable(&hub, &cdd).await, (before, before + 1));
    assert_eq!(found(&hub, asked).await.stage(), QuestionStage::Asked);

    let size = reply(&dep, &found(&hub, asked).await);
    hub.until_size(&dep.id, size).await;
    let answered = found(&hub, asked).await;
    assert_eq!((answered.stage(), answered.waits_for_asker()), (QuestionStage::Answered, true));
    assert_eq!(answered.standing.state.turns()[1].text.as_str(), "จากระบบ GFMIS");
}

#[tokio::test]
async fn several_agencies_are_asked_at_once_each_for_itself_and_all_or_none() {
    let (dep, cdd) = (NodeFixture::new("dep"), NodeFixture::new("cdd"));
    let hub = hub_of(&[&dep, &cdd]).await;
    let analyst = who(Role::Analyst);
    assert_eq!(refusal(ask(&hub.hub, &analyst, question(&["dep", "nobody"])).await), "unknown-agency");
    let elsewhere = NewQuestion { indicator: "99".parse().unwrap(), ..question(&["dep"]) };
    assert_eq!(refusal(ask(&hub.hub, &analyst, elsewhere).await), "unknown-indicator");
    let all = hub.hub.store().read_async(questions::all).await;
    assert_eq!(Result::<_, LedgerError>::unwrap(all).len(), 0);
    let asked = ask(&hub.hub, &analyst, question(&["dep", "cdd"])).await.unwrap();
    assert_eq!(asked.len(), 2);
    let whom =
        [found(&hub, asked[0]).await, found(&hub, asked[1]).await].map(|a| a.case.about.organisation.to_string());
    assert_eq!(whom, ["cdd", "dep"]);
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_by_name() {
    let (dep, cdd) = (NodeFixture::new("dep"), NodeFixture::new("cdd"));
    let document = cdd.file(b"of another".to_vec());
    let hub = hub_of(&[&dep, &cdd]).await;
    let page = About::Page { document: document.digest, page: std::num::NonZeroU32::MIN };
    let many: Vec<String> = (0..51).map(|n| format!("agency-{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let table: Vec<(&str, Role, NewQuestion)> = vec![
        ("forbidden", Role::Operator, question(&["dep"])),
        ("forbidden", Role::Executive, question(&["dep"])),
        ("agency-count", Role::Analyst, question(&[])),
        ("agency-count", Role::Analyst, question(&many)),
        ("bad-due-date", Role::Analyst, NewQuestion { due: "2012-07-04".parse().unwrap(), ..question(&["dep"]) }),
        ("text-missing", Role::Analyst, NewQuestion { text: " ".into(), ..question(&["dep"]) }),
        ("list-count", Role::Host, NewQuestion { about: vec![], ..question(&["dep"]) }),
        ("list-count", Role::Host, NewQuestion { about: vec![value()[0].clone(); 21], ..question(&["dep"]) }),
        ("foreign-document", Role::Host, NewQuestion { about: vec![page.clone()], ..question(&["dep"]) }),
        ("done", Role::Committee, NewQuestion { about: vec![page], ..question(&["cdd"]) }),
    ];
    for (code, role, new) in table {
        assert_eq!(refusal(ask(&hub.hub, &who(role), new).await), code);
    }
}

#[tokio::test]
async fn only_whoever_asked_goes_on_and_only_after_what_was_read() {
    let dep = NodeFixture::new("dep");
    let hub = hub_of(&[&dep]).await;
    let (analyst, host) = (who(Role::Analyst), who(Role::Host));
    let asked = ask(&hub.hub, &analyst, question(&["dep"])).await.unwrap()[0];
    let resolve = || Next::Resolve { remark: String::new() };
    let further = || Next::FollowUp { due: "2012-08-01".parse().unwrap(), text: "ขอเอกสาร".into() };
    let go = async |who: &Who, next, seen| refusal(go_on(&hub.hub, who, asked, next, seen).await);
    assert_eq!(go(&analyst, resolve(), None).await, "event-not-possible-now");
    let size = reply(&dep, &found(&hub, asked).await);
    hub.until_size(&dep.id, size).await;
    let answered = found(&hub, asked).await;
    assert!(is_asker(&hub.hub, &analyst, &answered) && !is_asker(&hub.hub, &host, &answered));
    assert_eq!(go(&host, resolve(), None).await, "not-the-asker");
    assert_eq!(go(&who(Role::Operator), resolve(), None).await, "forbidden");
    assert_eq!(go(&analyst, resolve(), Some(asked)).await, "overtaken");
    assert_eq!(go(&analyst, further(), answered.said_by_agency()).await, "done");
    assert_eq!(found(&hub, asked).await.stage(), QuestionStage::FollowedUp);
    assert_eq!(go(&analyst, Next::Withdraw { remark: " ".into() }, None).await, "text-missing");
    assert_eq!(go(&analyst, Next::Withdraw { remark: "ไม่จำเป็นแล้ว".into() }, None).await, "done");
    let ended = found(&hub, asked).await;
    assert_eq!((ended.stage(), ended.standing.refused.len(), ended.is_open()), (QuestionStage::Withdrawn, 0, false));
    assert_eq!(refusal(go_on(&hub.hub, &analyst, dep_record(), resolve(), None).await), "unknown-question");
}

fn dep_record() -> RecordId {
    "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()
}
