//! Values on levels, ranks, proportions and averages.

use super::*;

#[test]
fn between_two_levels() {
    says(
        &five(SLIDE_34),
        r#"{"value":2600}"#,
        "{}",
        &[
            (
                "ผล 2,600 อยู่ระหว่างระดับ 3 (2,400) กับระดับ 4 (2,700) เทียบบัญญัติไตรยางศ์: \
                 3 + (2,600 − 2,400) ÷ (2,700 − 2,400) = 3.6667",
                "The result 2,600 lies between level 3 (2,400) and level 4 (2,700); in proportion: \
                 3 + (2,600 − 2,400) ÷ (2,700 − 2,400) = 3.6667",
            ),
            ROUNDED,
        ],
    );
    // Where less is better both differences are written the other way round; nothing is rounded here.
    says(
        &five("21,20,19,18,17"),
        r#"{"value":17.4}"#,
        "{}",
        &[(
            "ผล 17.4 อยู่ระหว่างระดับ 4 (18) กับระดับ 5 (17) เทียบบัญญัติไตรยางศ์: 4 + (18 − 17.4) ÷ (18 − 17) = 4.6000",
            "The result 17.4 lies between level 4 (18) and level 5 (17); in proportion: \
             4 + (18 − 17.4) ÷ (18 − 17) = 4.6000",
        )],
    );
    says(
        &five("-20,-10,0,10,20"),
        r#"{"value":"-40/3"}"#,
        "{}",
        &[
            (
                "ผล ≈ −13.3333 อยู่ระหว่างระดับ 1 (−20) กับระดับ 2 (−10) เทียบบัญญัติไตรยางศ์: \
                 1 + ((≈ −13.3333) − (−20)) ÷ ((−10) − (−20)) = 1.6667",
                "The result ≈ −13.3333 lies between level 1 (−20) and level 2 (−10); in proportion: \
                 1 + ((≈ −13.3333) − (−20)) ÷ ((−10) − (−20)) = 1.6667",
            ),
            ROUNDED,
        ],
    );
}

#[test]
fn other_scales_multiply_points_in() {
    says(
        &five(SLIDE_34),
        r#"{"value":2600}"#,
        r#"{"scale":[0,50,60,80,100]}"#,
        &[
            (
                "ผล 2,600 อยู่ระหว่างระดับ 3 (2,400) กับระดับ 4 (2,700) เทียบบัญญัติไตรยางศ์: \
                 60 + (2,600 − 2,400) ÷ (2,700 − 2,400) × 20 = 73.3333",
                "The result 2,600 lies between level 3 (2,400) and level 4 (2,700); in proportion: \
                 60 + (2,600 − 2,400) ÷ (2,700 − 2,400) × 20 = 73.3333",
            ),
            (
                "ปัดเศษครั้งเดียวเป็นทศนิยม 4 ตำแหน่ง ระดับ 1 ถึง 5 มีค่า 0, 50, 60, 80 และ 100 คะแนน",
                "Rounded once to four decimals; levels 1 to 5 are worth 0, 50, 60, 80 and 100 points",
            ),
        ],
    );
}

#[test]
fn on_a_level_below_the_first_and_above_the_last() {
    says(
        &five(SLIDE_34),
        r#"{"value":2400}"#,
        "{}",
        &[("ผล 2,400 เท่ากับระดับ 3 พอดี ได้ 3.0000 คะแนน", "The result 2,400 is exactly on level 3 and scores 3.0000")],
    );
    says(
        &five(SLIDE_34),
        r#"{"value":1500}"#,
        "{}",
        &[
            (
                "ผล 1,500 ยังไม่ถึงระดับ 1 (1,800) ได้ 1.0000 คะแนน",
                "The result 1,500 falls short of level 1 (1,800) and scores 1.0000",
            ),
            (
                "ตามนโยบายที่ว่าผลที่ยังไม่ถึงระดับ 1 ได้คะแนนของระดับ 1",
                "By policy, what falls short of level 1 scores as level 1",
            ),
        ],
    );
    says(
        &five("5400,5200,5000,4800,4600"),
        r#"{"value":5401}"#,
        r#"{"below_level_1":"zero"}"#,
        &[
            (
                "ผล 5,401 ยังไม่ถึงระดับ 1 (5,400) ได้ 0.0000 คะแนน",
                "The result 5,401 falls short of level 1 (5,400) and scores 0.0000",
            ),
            ("ตามนโยบายที่ว่าผลที่ยังไม่ถึงระดับ 1 ได้ 0 คะแนน", "By policy, what falls short of level 1 scores zero"),
        ],
    );
    says(
        &five(SLIDE_34),
        r#"{"value":3450}"#,
        "{}",
        &[
            (
                "ผล 3,450 ดีกว่าระดับ 5 (3,000) ได้ 5.0000 คะแนน",
                "The result 3,450 is better than level 5 (3,000) and scores 5.0000",
            ),
            ("ตามนโยบายที่ว่าผลที่ดีกว่าระดับ 5 ได้คะแนนของระดับ 5", "By policy, what is better than level 5 scores as level 5"),
        ],
    );
}

#[test]
fn units_stand_with_the_result() {
    let unit =
        |unit: &str| told(&trace(&format!(r#"{{"unit":{unit}}}"#), &five("60,65,70,75,80"), r#"{"value":70}"#, "{}"));
    let one = |th: &str, en: &str| vec![(th.to_owned(), en.to_owned())];
    assert_eq!(
        unit(r#"{"th":"ร้อยละ"}"#),
        one(
            "ผลร้อยละ 70 เท่ากับระดับ 3 พอดี ได้ 3.0000 คะแนน",
            "The result 70 percent is exactly on level 3 and scores 3.0000"
        )
    );
    assert_eq!(
        unit(r#"{"th":"ราย","en":"cases"}"#),
        one("ผล 70 ราย เท่ากับระดับ 3 พอดี ได้ 3.0000 คะแนน", "The result 70 cases is exactly on level 3 and scores 3.0000")
    );
}

#[test]
fn ranks_and_their_bands() {
    let bands = r#"{"kind":"rank_bands","bands":[{"score":5,"from":1,"to":1},{"score":4,"from":2,"to":4},{"score":"1/3","from":5}]}"#;
    let one = |rank: &str, th: &str, en: &str| {
        says(bands, &format!(r#"{{"value":{rank}}}"#), r#"{"penalty_floor":0}"#, &[(th, en)]);
    };
    one(
        "1",
        "อันดับ 1 อยู่ในช่วงอันดับ 1 เพียงอันดับเดียว ได้ 5.0000 คะแนน",
        "Rank 1 lies in the band of rank 1 alone and scores 5.0000",
    );
    one("3", "อันดับ 3 อยู่ในช่วงอันดับ 2 ถึง 4 ได้ 4.0000 คะแนน", "Rank 3 lies in the band of ranks 2 to 4 and scores 4.0000");
    one(
        "1.5",
        "อันดับ 1.5 นับเป็นอันดับ 2 อยู่ในช่วงอันดับ 2 ถึง 4 ได้ 4.0000 คะแนน",
        "Rank 1.5 counts as rank 2, lies in the band of ranks 2 to 4 and scores 4.0000",
    );
    says(
        bands,
        r#"{"value":1234}"#,
        r#"{"penalty_floor":0}"#,
        &[
            (
                "อันดับ 1,234 อยู่ในช่วงตั้งแต่อันดับ 5 เป็นต้นไป ได้ 0.3333 คะแนน",
                "Rank 1,234 lies in the band from rank 5 on and scores 0.3333",
            ),
            ROUNDED,
        ],
    );
    let single =
        |interpolate: bool| format!(r#"{{"kind":"rank","values":[54,50,46,42,38],"interpolate":{interpolate}}}"#);
    says(
        &single(true),
        r#"{"value":44}"#,
        "{}",
        &[(
            "อันดับ 44 อยู่ระหว่างระดับ 3 (46) กับระดับ 4 (42) เทียบบัญญัติไตรยางศ์: 3 + (46 − 44) ÷ (46 − 42) = 3.5000",
            "Rank 44 lies between level 3 (46) and level 4 (42); in proportion: 3 + (46 − 44) ÷ (46 − 42) = 3.5000",
        )],
    );
    says(
        &single(false),
        r#"{"value":44}"#,
        "{}",
        &[
            ("อันดับ 44 อยู่ระหว่างระดับ 3 (46) กับระดับ 4 (42)", "Rank 44 lies between level 3 (46) and level 4 (42)"),
            (
                "อันดับระหว่างสองระดับนับเป็นระดับที่ต่ำกว่า จึงนับเป็นระดับ 3 ได้ 3.0000 คะแนน",
                "A rank between two levels counts as the lower one, so this is level 3 and scores 3.0000",
            ),
        ],
    );
}

#[test]
fn proportions_and_how_far_they_are_from_the_ideal() {
    says(
        r#"{"kind":"proportion","sides":"one","levels":[60,65,70,75,80]}"#,
        r#"{"ratio":[1440,560]}"#,
        "{}",
        &[
            (
                "สัดส่วน 1,440 : 560 คิดเป็นส่วนแรกร้อยละ 72 ของทั้งสองส่วน",
                "The proportion 1,440 : 560 makes the first part 72 percent of both",
            ),
            (
                "ผลร้อยละ 72 อยู่ระหว่างระดับ 3 (70) กับระดับ 4 (75) เทียบบัญญัติไตรยางศ์: 3 + (72 − 70) ÷ (75 − 70) = 3.4000",
                "The result 72 percent lies between level 3 (70) and level 4 (75); in proportion: \
                 3 + (72 − 70) ÷ (75 − 70) = 3.4000",
            ),
        ],
    );
    says(
        r#"{"kind":"proportion","sides":"two","ideal":67,"deviations":[12,9,6,3,0]}"#,
        r#"{"value":72}"#,
        "{}",
        &[
            (
                "ร้อยละ 72 ต่างจากค่าที่เหมาะสมร้อยละ 67 อยู่ 5 จุดร้อยละ",
                "72 percent is 5 percentage points away from the ideal 67 percent",
            ),
            (
                "ส่วนต่าง 5 อยู่ระหว่างระดับ 3 (6) กับระดับ 4 (3) เทียบบัญญัติไตรยางศ์: 3 + (6 − 5) ÷ (6 − 3) = 3.3333",
                "The difference 5 lies between level 3 (6) and level 4 (3); in proportion: 3 + (6 − 5) ÷ (6 − 3) = 3.3333",
            ),
            ROUNDED,
        ],
    );
}

#[test]
fn parts_speak_for_themselves_before_their_average() {
    let rank = r#"{"kind":"rank","values":[54,50,46,42,38],"interpolate":false}"#;
    let criteria = format!(
        r#"{{"kind":"composite","weighting":"share","parts":[
            {{"id":"3.1","name":{{"th":"ยาเสพติด","en":"drugs"}},"weight":4,"measurement":{{"criteria":{}}}}},
            {{"id":"3.2","name":{{"th":"อุบัติเหตุ"}},"weight":3,"measurement":{{"criteria":{rank}}}}},
            {{"id":"3.3","weight":3,"measurement":{{"criteria":{}}}}}]}}"#,
        five("60,70,80,90,100"),
        five("60,70,80,90,100"),
    );
    let unit = r#"{"unit":{"th":"ระดับ"}}"#;
    let given = r#"{"parts":{"3.1":{"value":85},"3.2":{"value":44},"3.3":{"value":50}}}"#;
    let told = told(&trace(unit, &criteria, given, "{}"));
    let expected = [
        (
            "ตัวชี้วัดย่อย 3.1 ยาเสพติด: ผล 85 อยู่ระหว่างระดับ 3 (80) กับระดับ 4 (90) เทียบบัญญัติไตรยางศ์: \
             3 + (85 − 80) ÷ (90 − 80) = 3.5000",
            "Sub-indicator 3.1 drugs: The result 85 lies between level 3 (80) and level 4 (90); in proportion: \
             3 + (85 − 80) ÷ (90 − 80) = 3.5000",
        ),
        (
            "ตัวชี้วัดย่อย 3.2 อุบัติเหตุ: อันดับ 44 อยู่ระหว่างระดับ 3 (46) กับระดับ 4 (42) \
             อันดับระหว่างสองระดับนับเป็นระดับที่ต่ำกว่า จึงนับเป็นระดับ 3 ได้ 3.0000 คะแนน",
            "Sub-indicator 3.2 อุบัติเหตุ: Rank 44 lies between level 3 (46) and level 4 (42); \
             A rank between two levels counts as the lower one, so this is level 3 and scores 3.0000",
        ),
        (
            "ตัวชี้วัดย่อย 3.3: ผล 50 ยังไม่ถึงระดับ 1 (60) ได้ 1.0000 คะแนน",
            "Sub-indicator 3.3: The result 50 falls short of level 1 (60) and scores 1.0000",
        ),
        (
            "เฉลี่ยถ่วงน้ำหนัก: (4 × 3.5000 + 3 × 3.0000 + 3 × 1.0000) ÷ 10 = 2.6000",
            "Weighted average: (4 × 3.5000 + 3 × 3.0000 + 3 × 1.0000) ÷ 10 = 2.6000",
        ),
        ("ตามนโยบายที่ว่าผลที่ยังไม่ถึงระดับ 1 ได้คะแนนของระดับ 1", "By policy, what falls short of level 1 scores as level 1"),
    ];
    assert_eq!(told, expected.map(|(th, en)| (th.to_owned(), en.to_owned())));
}
