use std::fmt::Debug;

use jiff::civil::date;

use super::*;
use crate::explain::Explain as _;
use crate::ids::RecordId;
use crate::records::{Fact, newest_version};
use crate::workflow::{Line, Remark};

fn id(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(n))
}

fn login(text: &str) -> Login {
    Login::new(text).unwrap()
}

fn words(text: &str) -> Remark {
    Remark::new(text).unwrap()
}

/// What the records of case 1 amount to, and the name of each refusal.
fn tell<C: Case + Clone>(acts: &[(u128, &str, C::Event)]) -> (Option<C>, Vec<&'static str>)
where
    C::Event: Clone,
{
    let (mut told, mut refused) = (None, Vec::new());
    for (act, author, event) in acts {
        let moved = Moved { case: id(1), act: id(*act), event: event.clone() };
        let before = told.clone().map(|t: Told<C>| t.acts);
        if let Err(error) = step(&mut told, &moved, &By { author, at: 7 }) {
            refused.push(error.explain().code);
            assert_eq!(told.clone().map(|t| t.acts), before, "a refused act leaves no trace");
        }
    }
    (told.map(|t| t.case), refused)
}

fn opened() -> ThreadEvent {
    ThreadEvent::Open {
        anchor: "result:2555:1:9".parse().unwrap(), text: words("ดูหน้า 4"), mentions: vec![]
    }
}

fn reply(to: Option<u128>) -> ThreadEvent {
    ThreadEvent::Reply { to: to.map(id), text: words("แก้แล้ว"), mentions: vec![login("keeper")] }
}

#[test]
fn a_thread_is_talked_in_while_it_is_open() {
    let acts = [
        (1, "pa", opened()),
        (1, "pa", opened()),
        (2, "keeper", reply(Some(1))),
        (2, "keeper", reply(Some(1))),
        (3, "keeper", reply(Some(77))),
        (4, "pa", ThreadEvent::Resolve {}),
        (5, "keeper", reply(None)),
        (6, "pa", ThreadEvent::Resolve {}),
        (7, "keeper", ThreadEvent::Reopen {}),
        (8, "keeper", ThreadEvent::Reopen {}),
        (9, "cio", reply(Some(2))),
        (10, "cio", opened()),
    ];
    let (thread, refused) = tell::<Thread>(&acts);
    let thread = thread.unwrap();
    assert_eq!(
        refused,
        ["post-unknown", "changed-meanwhile", "changed-meanwhile", "changed-meanwhile", "opened-already"]
    );
    let posts: Vec<_> = thread.posts.iter().map(|p| (p.id, p.author.as_str(), p.to)).collect();
    assert_eq!(
        posts,
        [(id(1), "pa", None), (id(2), "keeper", Some(id(1))), (id(9), "cio", Some(id(2)))],
        "what is sent twice stands once"
    );
    assert!(thread.is_open() && thread.concerns("keeper") && !thread.concerns("auditor"));
}

#[test]
fn a_thread_comes_to_an_end() {
    let mut acts = vec![(1, "pa", opened())];
    acts.extend((2..=MAX_POSTS as u128 + 1).map(|n| (n, "pa", reply(None))));
    let (thread, refused) = tell::<Thread>(&acts);
    assert_eq!((thread.unwrap().posts.len(), refused), (MAX_POSTS, vec!["full"]));
}

#[test]
fn what_does_not_begin_with_its_opening_is_nothing() {
    assert_eq!(tell::<Thread>(&[(1, "pa", reply(None))]), (None, vec!["not-opened"]));
    assert_eq!(tell::<Thread>(&[(2, "pa", opened())]), (None, vec!["not-opened"]));
}

fn give() -> TaskEvent {
    let title = Line::new("ขอหนังสือยืนยัน").unwrap();
    TaskEvent::Give { title, to: login("keeper"), due: date(2012, 7, 4), anchor: None, thread: None }
}

fn hand_over(to: &str) -> TaskEvent {
    TaskEvent::HandOver { to: login(to), remark: None }
}

#[test]
fn a_task_is_handed_over_finished_reopened_and_cancelled() {
    use TaskEvent as E;
    let acts = [
        (1, "pa", give()),
        (2, "pa", E::Reopen { remark: words("x") }),
        (3, "keeper", hand_over("keeper")),
        (4, "keeper", hand_over("supervisor")),
        (5, "supervisor", E::Finish { remark: Some(words("แนบแล้ว")) }),
        (6, "supervisor", E::Finish { remark: None }),
        (7, "supervisor", hand_over("cio")),
        (8, "pa", E::Reopen { remark: words("ยังขาดหน้า 2") }),
        (9, "pa", E::Cancel { remark: None }),
        (10, "pa", E::Cancel { remark: None }),
    ];
    let (task, refused) = tell::<Task>(&acts);
    let task = task.unwrap();
    assert_eq!(
        refused,
        ["changed-meanwhile", "same-person", "changed-meanwhile", "changed-meanwhile", "changed-meanwhile"]
    );
    assert_eq!((task.to.as_str(), task.giver.as_str(), task.stage), ("supervisor", "pa", TaskStage::Cancelled));
    let steps: Vec<_> = task.steps.iter().map(|s| s.word).collect();
    assert_eq!(steps, ["give", "hand-over", "finish", "reopen", "cancel"]);
}

#[test]
fn a_task_is_late_from_the_day_after_its_day_and_only_while_it_is_open() {
    let (task, _) = tell::<Task>(&[(1, "pa", give())]);
    let task = task.unwrap();
    assert_eq!([4, 5].map(|day| task.overdue(date(2012, 7, day))), [false, true]);
    let done = Task { stage: TaskStage::Done, ..task };
    assert!(!done.overdue(date(2012, 7, 5)));
}

#[test]
fn a_task_belongs_to_whoever_has_it_and_whoever_gave_it() {
    let (task, _) = tell::<Task>(&[(1, "pa", give())]);
    let task = task.unwrap();
    let finish = TaskEvent::Finish { remark: None };
    let cancel = TaskEvent::Cancel { remark: None };
    let may = |event: &TaskEvent, who: &str, directs: bool| task.admits(event, who, directs).is_ok();
    let table = [("keeper", false, [true, false]), ("pa", false, [true, true]), ("cio", false, [false, false])];
    for (who, directs, expected) in table.into_iter().chain([("cio", true, [true, true])]) {
        assert_eq!([may(&finish, who, directs), may(&cancel, who, directs)], expected, "{who}");
    }
}

fn found() -> FindingEvent {
    FindingEvent::Open {
        title: Line::new("หลักฐานไม่ตรงรอบ").unwrap(),
        text: words("เอกสารลงวันที่หลังสิ้นรอบ"),
        severity: Severity::High,
        anchor: Some("document:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855:4".parse().unwrap()),
        records: vec![RecordId(Uuid::from_u128(5))],
    }
}

#[test]
fn a_finding_is_answered_returned_and_closed() {
    use FindingEvent as E;
    let answer = || E::Answer { text: words("แก้ไขแล้ว"), until: Some(date(2012, 8, 1)) };
    let acts = [
        (1, "auditor", found()),
        (2, "auditor", E::Reopen { text: words("x") }),
        (3, "pa", answer()),
        (4, "pa", answer()),
        (5, "auditor", E::Reopen { text: words("ยังไม่พบเอกสาร") }),
        (6, "pa", answer()),
        (7, "auditor", E::Close { text: words("พบแล้ว") }),
        (8, "auditor", E::Close { text: words("พบแล้ว") }),
        (9, "pa", answer()),
    ];
    let (finding, refused) = tell::<Finding>(&acts);
    let finding = finding.unwrap();
    assert_eq!(refused, ["changed-meanwhile"; 4]);
    assert_eq!((finding.stage, finding.steps.len()), (FindingStage::Closed, 5));
    let closed_at_once = tell::<Finding>(&[(1, "a", found()), (2, "a", E::Close { text: words("เข้าใจผิด") })]);
    assert_eq!(closed_at_once.0.unwrap().stage, FindingStage::Closed);
}

#[test]
fn cases_are_told_apart_and_a_refused_record_hides_nothing() {
    let record = |case, act, event| Moved { case: id(case), act: id(act), event };
    let records =
        [record(1, 1, opened()), record(2, 9, reply(None)), record(2, 2, opened()), record(1, 3, reply(None))];
    let cases = fold::<Thread>(records.iter().map(|m| (m, By { author: "pa", at: 7 })));
    let posts: Vec<_> = cases.iter().map(|(id, told)| (*id, told.case.posts.len())).collect();
    assert_eq!(posts, [(id(1), 2), (id(2), 1)]);
}

#[test]
fn who_is_called_by_name() {
    let table = [
        ("ขอ @keeper และ @pa.unit ดูด้วย @keeper", vec!["keeper", "pa.unit"]),
        ("@keeper, @cio.", vec!["keeper", "cio"]),
        ("ส่งที่ a@b.go.th และ x@y", vec![]),
        ("ถึง@somchai@dep.go.th", vec!["somchai@dep.go.th"]),
        ("@ @a @กข @@keeper", vec![]),
        ("", vec![]),
    ];
    for (text, expected) in table {
        let found: Vec<_> = mentions(text).iter().map(|l| l.as_str().to_owned()).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn anchors_read_what_they_print() {
    let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let page = format!("document:{digest}:4");
    let whole = format!("document:{digest}");
    for text in ["indicator:2555:1.2", "result:2555:3:9", "obstacle:2555:3:12", &page, &whole] {
        assert_eq!(text.parse::<Anchor>().map(|a| a.to_string()), Ok(text.to_owned()));
    }
    let zero = format!("document:{digest}:0");
    for bad in ["", "indicator", "indicator:2555", "indicator:2555:1:9", "result:2555:1", "result:2555:1:7", "x:1:2"] {
        assert!(bad.parse::<Anchor>().is_err(), "{bad}");
    }
    assert!(zero.parse::<Anchor>().is_err() && format!("{page}:1").parse::<Anchor>().is_err());
}

/// The fact as its bytes, read again.
fn again(fact: &Fact) -> Result<Fact, crate::records::Undecodable> {
    let (kind, version, body) = fact.encode();
    assert_eq!(newest_version(kind), Some(version));
    Fact::decode(kind, version, &body)
}

#[test]
fn records_read_what_they_write_and_keep_their_limits() {
    let moved = |event| Moved { case: id(1), act: id(2), event };
    for event in [opened(), reply(Some(1)), ThreadEvent::Resolve {}, ThreadEvent::Reopen {}] {
        let fact = Fact::Thread(moved(event));
        assert_eq!(again(&fact), Ok(fact));
    }
    for event in [give(), hand_over("cio"), TaskEvent::Cancel { remark: None }] {
        let fact = Fact::Task(Moved { case: id(1), act: id(2), event });
        assert_eq!(again(&fact), Ok(fact));
    }
    let finding = |records| {
        let FindingEvent::Open { title, text, severity, anchor, .. } = found() else { unreachable!() };
        let event = FindingEvent::Open { title, text, severity, anchor, records };
        Fact::Finding(Moved { case: id(1), act: id(1), event })
    };
    let record = RecordId(Uuid::from_u128(5));
    assert!(again(&finding(vec![record; MAX_RECORDS])).is_ok());
    assert!(again(&finding(vec![record; MAX_RECORDS + 1])).is_err());
    let calling = |n| {
        let event = ThreadEvent::Reply { to: None, text: words("x"), mentions: vec![login("keeper"); n] };
        Fact::Thread(moved(event))
    };
    assert!(again(&calling(MAX_MENTIONS)).is_ok() && again(&calling(MAX_MENTIONS + 1)).is_err());
    let unknown = br#"{"case":"00000000-0000-0000-0000-000000000001","act":"00000000-0000-0000-0000-000000000001",
        "event":{"type":"resolve","by":"x"}}"#;
    assert!(Fact::decode(THREAD, 1, unknown).is_err(), "unknown fields are refused");
}

#[test]
fn refusals_speak_thai_and_english() {
    fn told(error: &(impl Debug + crate::explain::Explain)) {
        let e = error.explain();
        let full = [&e.rule.th, &e.rule.en, &e.remedy.th, &e.remedy.en].iter().all(|t| !t.is_empty());
        assert!(full && e.remedy.th.starts_with("กรุณา"), "{error:?}");
    }
    use TogetherError as T;
    let all = [T::NotOpened, T::Opened, T::NotNow, T::NotYours, T::UnknownPost, T::Full(3), T::SamePerson("x".into())];
    all.iter().chain(&[T::Anchor("x".into()), T::Login("ก".into())]).for_each(told);
}
