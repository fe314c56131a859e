//! Milestones and hybrids.

use super::*;

const MILESTONE: &str =
    r#"{"kind":"milestone","steps":[{"th":"หนึ่ง"},{"th":"สอง"},{"th":"สาม"},{"th":"สี่"},{"th":"ห้า"}]}"#;

#[test]
fn milestones_say_what_is_done_and_where_the_gap_is() {
    let way = |count: &str| format!(r#"{{"milestone":"{count}"}}"#);
    let gap = r#"{"steps":[true,true,false,true,false],"partial_of_next":0.5}"#;
    says(
        MILESTONE,
        gap,
        &way("consecutive"),
        &[(
            "ทำสำเร็จขั้นตอนที่ 1, 2 และ 4 แต่ขั้นตอนที่ 3 ยังไม่สำเร็จ นับต่อเนื่องจากขั้นตอนแรกได้ 2 ขั้นตอน ได้ 2.0000 คะแนน",
            "Steps 1, 2 and 4 are done but step 3 is not; counting from the first up to the gap makes 2, which scores 2.0000",
        )],
    );
    says(
        MILESTONE,
        gap,
        &way("count"),
        &[(
            "ทำสำเร็จขั้นตอนที่ 1, 2 และ 4 นับทุกขั้นตอนที่สำเร็จได้ 3 ขั้นตอน ได้ 3.0000 คะแนน",
            "Steps 1, 2 and 4 are done; counting every step done makes 3, which scores 3.0000",
        )],
    );
    says(
        MILESTONE,
        gap,
        &way("consecutive_partial"),
        &[(
            "ทำสำเร็จขั้นตอนที่ 1, 2 และ 4 แต่ขั้นตอนที่ 3 ยังไม่สำเร็จ นับต่อเนื่องจากขั้นตอนแรกได้ 2 ขั้นตอน \
             และขั้นตอนที่ 3 ทำแล้ว 0.5 ส่วน: 2 + 0.5 = 2.5000",
            "Steps 1, 2 and 4 are done but step 3 is not; counting from the first up to the gap makes 2, \
             and 0.5 of step 3 is done: 2 + 0.5 = 2.5000",
        )],
    );
    says(
        MILESTONE,
        r#"{"steps":[true,false,false,false,false],"partial_of_next":0.5}"#,
        r#"{"milestone":"consecutive_partial","scale":[20,40,60,80,100]}"#,
        &[
            (
                "ทำสำเร็จขั้นตอนที่ 1 แต่ขั้นตอนที่ 2 ยังไม่สำเร็จ นับต่อเนื่องจากขั้นตอนแรกได้ 1 ขั้นตอน \
                 และขั้นตอนที่ 2 ทำแล้ว 0.5 ส่วน: 20 + 0.5 × 20 = 30.0000",
                "Step 1 is done but step 2 is not; counting from the first up to the gap makes 1, \
                 and 0.5 of step 2 is done: 20 + 0.5 × 20 = 30.0000",
            ),
            ("ระดับ 1 ถึง 5 มีค่า 20, 40, 60, 80 และ 100 คะแนน", "Levels 1 to 5 are worth 20, 40, 60, 80 and 100 points"),
        ],
    );
    says(
        MILESTONE,
        r#"{"steps":[true,true,true,true,true]}"#,
        "{}",
        &[("ทำสำเร็จครบทั้ง 5 ขั้นตอน ได้ 5.0000 คะแนน", "All five steps are done, which scores 5.0000")],
    );
    let below =
        ("ตามนโยบายที่ว่าผลที่ยังไม่ถึงระดับ 1 ได้คะแนนของระดับ 1", "By policy, what falls short of level 1 scores as level 1");
    says(
        MILESTONE,
        r#"{"steps":[false,false,false,false,false]}"#,
        "{}",
        &[("ยังไม่มีขั้นตอนใดสำเร็จ ได้ 1.0000 คะแนน", "No step is done, which scores 1.0000"), below],
    );
    says(
        MILESTONE,
        r#"{"steps":[false,true,false,false,false]}"#,
        "{}",
        &[
            (
                "ทำสำเร็จขั้นตอนที่ 2 แต่ขั้นตอนที่ 1 ยังไม่สำเร็จ นับต่อเนื่องจากขั้นตอนแรกได้ 0 ขั้นตอน ได้ 1.0000 คะแนน",
                "Step 2 is done but step 1 is not; counting from the first up to the gap makes 0, which scores 1.0000",
            ),
            below,
        ],
    );
}

const HYBRID: &str = r#"{"kind":"hybrid","levels":[
    [{"at_least":{"measure":"villages","value":1755}}],
    [{"at_least":{"measure":"villages","value":2633}}],
    [{"event":"round_1"},{"at_most":{"measure":"complaints","value":10}}],
    [{"exceeds":{"measure":"sales","series":"national","by":0}}],
    [{"exceeds":{"measure":"sales","series":"national","by":-3.5}},{"event":"round_2"}]],"interpolate":true}"#;

#[test]
fn hybrids_say_which_conditions_hold_and_which_is_missing() {
    says(
        HYBRID,
        r#"{"variables":{"villages":2300}}"#,
        "{}",
        &[
            ("ระดับ 1 ครบตามเงื่อนไข “villages ≥ 1,755” (พบ 2,300)", "Level 1 holds: “villages ≥ 1,755” (found 2,300)"),
            (
                "ระดับ 2 ยังขาดเงื่อนไข “villages ≥ 2,633” (พบ 2,300)",
                "Level 2 still lacks “villages ≥ 2,633” (found 2,300)",
            ),
            ("จึงถึงระดับ 1 ได้ 1.0000 คะแนน", "So level 1 is reached, which scores 1.0000"),
            (
                "villages 2,300 อยู่ระหว่างเงื่อนไขของระดับ 1 (1,755) กับระดับ 2 (2,633) เทียบบัญญัติไตรยางศ์: \
                 1 + (2,300 − 1,755) ÷ (2,633 − 1,755) = 1.6207",
                "villages 2,300 lies between the conditions of level 1 (1,755) and level 2 (2,633); in proportion: \
                 1 + (2,300 − 1,755) ÷ (2,633 − 1,755) = 1.6207",
            ),
            ROUNDED,
        ],
    );
    let told = told(&trace("{}", HYBRID, r#"{"variables":{"villages":2633}}"#, "{}"));
    assert_eq!(
        told[2],
        (
            "ระดับ 3 ยังขาดเงื่อนไข “round_1 เกิดขึ้นแล้ว” และ “complaints ≤ 10” (ยังไม่มีรายงาน)".to_owned(),
            "Level 3 still lacks “round_1 has taken place” and “complaints ≤ 10” (not reported)".to_owned(),
        )
    );
    assert_eq!(told[3].0, "จึงถึงระดับ 2 ได้ 2.0000 คะแนน");
    says(
        HYBRID,
        "{}",
        r#"{"below_level_1":"zero"}"#,
        &[
            (
                "ระดับ 1 ยังขาดเงื่อนไข “villages ≥ 1,755” (ยังไม่มีรายงาน)",
                "Level 1 still lacks “villages ≥ 1,755” (not reported)",
            ),
            ("จึงยังไม่ถึงระดับ 1 ได้ 0.0000 คะแนน", "So level 1 is not reached, which scores 0.0000"),
            ("ตามนโยบายที่ว่าผลที่ยังไม่ถึงระดับ 1 ได้ 0 คะแนน", "By policy, what falls short of level 1 scores zero"),
        ],
    );
}

#[test]
fn conditions_that_hold_are_not_among_those_that_lack() {
    let given = r#"{"variables":{"villages":2633,"complaints":3},"events":{"round_1":false}}"#;
    let third = &told(&trace("{}", HYBRID, given, "{}"))[2];
    assert_eq!(third.0, "ระดับ 3 ยังขาดเงื่อนไข “round_1 เกิดขึ้นแล้ว”");
    let given = r#"{"variables":{"villages":2633,"complaints":3,"sales":7,"national":7.5},"events":{"round_1":true}}"#;
    let told = told(&trace("{}", HYBRID, given, "{}"));
    assert_eq!(told[2].1, "Level 3 holds: “round_1 has taken place” and “complaints ≤ 10” (found 3)");
    assert_eq!(told[3].1, "Level 4 still lacks “sales − national ≥ 0” (found −0.5)");
}

#[test]
fn the_way_to_the_next_level_may_fall_and_may_be_a_margin() {
    let way = |measure: &str, facts: &str| {
        let never = r#"[{"event":"x"}],[{"event":"x"}],[{"event":"x"}]"#;
        let [one, two] = ["30", "10"].map(|n| measure.replace('#', n));
        let criteria = format!(r#"{{"kind":"hybrid","levels":[[{one}],[{two}],{never}],"interpolate":true}}"#);
        let told = told(&trace("{}", &criteria, facts, "{}"));
        told.iter().find(|(_, en)| en.contains("lies between")).unwrap().1.clone()
    };
    assert_eq!(
        way(r#"{"at_most":{"measure":"a","value":#}}"#, r#"{"variables":{"a":25}}"#),
        "a 25 lies between the conditions of level 1 (30) and level 2 (10); in proportion: \
         1 + (30 − 25) ÷ (30 − 10) = 1.2500"
    );
    let margin = r#"{"exceeds":{"measure":"a","series":"b","by":-#}}"#;
    assert_eq!(
        way(margin, r#"{"variables":{"a":5,"b":25}}"#),
        "a − b −20 lies between the conditions of level 1 (−30) and level 2 (−10); in proportion: \
         1 + ((−20) − (−30)) ÷ ((−10) − (−30)) = 1.5000"
    );
}

#[test]
fn names_may_be_shown_as_their_labels() {
    let labels = |name: &Name| match name.as_str() {
        "villages" => Text::new("หมู่บ้านต้นแบบ", "model villages"),
        other => Text::new(other, ""),
    };
    let trace = trace("{}", HYBRID, r#"{"variables":{"villages":2633}}"#, "{}");
    let told = trace.sentences_named(&labels);
    assert_eq!(told[0].th, "ระดับ 1 ครบตามเงื่อนไข “หมู่บ้านต้นแบบ ≥ 1,755” (พบ 2,633)");
    assert_eq!(told[0].en, "Level 1 holds: “model villages ≥ 1,755” (found 2,633)");
    assert!(told[2].en.contains("“round_1 has taken place”"), "Thai stands in for English");
}
