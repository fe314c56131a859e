//! Both sides of every limit.

use super::*;

/// The small framework with this many nodes more, all below `external` and without a weight.
fn with_more_nodes(count: usize) -> String {
    let node = |i: usize| format!("\n[[node]]\nid = \"n{i}\"\nparent = \"4\"\nname = {{ th = \"ก\" }}\n");
    format!("{SMALL}{}", (0..count).map(node).collect::<Vec<_>>().concat())
}

fn codes(text: &str) -> Vec<&'static str> {
    let defects = Framework::from_toml(text).err().unwrap_or_default();
    defects.iter().map(|d| d.explain().code).collect()
}

#[test]
fn five_hundred_nodes_are_the_most() {
    assert_eq!(codes(&with_more_nodes(MAX_NODES - 6)), [] as [&str; 0]);
    let text = with_more_nodes(MAX_NODES - 5);
    // Told where the first one too many stands: six nodes end at line 53, each further one takes five lines.
    assert_eq!(told(&text), [(55 + 5 * (MAX_NODES - 6), "framework-too-many-nodes")]);
}

#[test]
fn ten_levels_are_the_most() {
    let chain = |levels: usize| -> String {
        let node = |i: usize| {
            let parent = if i == 0 { "4".to_owned() } else { format!("n{}", i - 1) };
            format!("\n[[node]]\nid = \"n{i}\"\nparent = \"{parent}\"\nname = {{ th = \"ก\" }}\n")
        };
        format!("{SMALL}{}", (0..levels).map(node).collect::<Vec<_>>().concat())
    };
    assert_eq!(codes(&chain(MAX_DEPTH - 2)), [] as [&str; 0]);
    let deep = chain(MAX_DEPTH - 1);
    assert_eq!(told(&deep), [(deep.lines().count() - 1, "framework-too-deep")]);
}

#[test]
fn a_hundred_hosts_are_the_most() {
    let hosts = |count: usize| {
        let host = |i: usize| format!("[[host]]\nid = \"h{i}\"\nname = {{ th = \"ก\" }}\n");
        changed(
            "[[host]]\nid = \"opdc\"",
            &format!("{}[[host]]\nid = \"opdc\"", (0..count).map(host).collect::<Vec<_>>().concat()),
        )
    };
    assert_eq!(codes(&hosts(MAX_HOSTS - 1)), [] as [&str; 0]);
    // The one left out is the one that a node names.
    assert_eq!(codes(&hosts(MAX_HOSTS)), ["file-list-long", "framework-host-unknown"]);
}

#[test]
fn twenty_aliases_and_four_thousand_characters_are_the_most() {
    let aliases = |count: usize| changed("[{ th = \"สาม\" }]", &format!("[{}]", "{ th = \"ก\" },".repeat(count)));
    assert_eq!(codes(&aliases(MAX_WORDS)), [] as [&str; 0]);
    assert_eq!(told(&aliases(MAX_WORDS + 1)), [(47, "file-list-long")]);
    let sources = |count: usize| {
        changed("[{ th = \"สาม\" }]", &format!("[]\ndata_sources = [{}]", "{ th = \"ก\" },".repeat(count)))
    };
    assert_eq!(codes(&sources(MAX_WORDS)), [] as [&str; 0]);
    assert_eq!(told(&sources(MAX_WORDS + 1)), [(48, "file-list-long")]);
    for (from, line) in [("th = \"มิติภายใน\"", 37), ("th = \"สาม\"", 47), ("th = \"ถ้ามี\"", 33), ("en = \"OPDC\"", 13)]
    {
        let language = &from[..2];
        let long = |count: usize| changed(from, &format!("{language} = \"{}\"", "ก".repeat(count)));
        assert_eq!(codes(&long(MAX_TEXT)), [] as [&str; 0], "{from}");
        assert_eq!(told(&long(MAX_TEXT + 1)), [(line, "file-text-long")], "{from}");
    }
    let long = |count: usize| changed("\"by hand\"", &format!("\"{}\"", "ก".repeat(count)));
    assert_eq!(codes(&long(MAX_TEXT)), [] as [&str; 0]);
    assert_eq!(told(&long(MAX_TEXT + 1)), [(6, "file-text-long")]);
}

#[test]
fn a_record_keeps_the_same_limits() {
    let problem = |framework: &Framework| match framework.check() {
        Ok(()) => "",
        Err(error) => error.explain().code,
    };
    let mut f = small();
    f.nodes[1].children[1].children = vec![Node { name: Text::new("ก", ""), ..Node::default() }; MAX_NODES - 6];
    assert_eq!(problem(&f), "");
    f.nodes[0].children.push(Node { name: Text::new("ก", ""), ..Node::default() });
    assert_eq!(problem(&f), "framework-too-many-nodes");
    let nested = |levels: usize| {
        (1..levels).fold(Node { name: Text::new("ก", ""), ..Node::default() }, |below, _| Node {
            name: Text::new("ก", ""),
            children: vec![below],
            ..Node::default()
        })
    };
    let mut f = small();
    f.nodes[1].children[1].children = vec![nested(MAX_DEPTH - 2)];
    assert_eq!(problem(&f), "");
    f.nodes[1].children[1].children = vec![nested(MAX_DEPTH - 1)];
    assert_eq!(problem(&f), "framework-too-deep");
    let mut f = small();
    let host = |i: usize| Host { id: format!("h{i}").parse().unwrap(), name: Text::new("ก", "") };
    f.hosts.extend((1..MAX_HOSTS).map(host));
    assert_eq!(problem(&f), "");
    f.hosts.push(host(0));
    assert_eq!(problem(&f), "file-list-long");
}
