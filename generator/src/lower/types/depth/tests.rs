use std::collections::BTreeSet;

use super::{ANY_JSON, Depths, MAX_BELOW};
use crate::model::{Derives, Doc, Field, ModuleId, Presence, Record, Shape, Ty, TypeDef, TypeId, Usage};
use crate::names::{Case, Scope};

/// The types of a graph: the fields of each are optional and boxed, and lead to the types listed.
fn types(graph: &[Vec<usize>]) -> Vec<TypeDef> {
    let name = |case: Case, text: String| Scope::new(case, &[]).issue(&text);
    let field = |to: &usize| Field {
        name: name(Case::Value, format!("to_{to}")),
        wire: format!("to_{to}"),
        ty: Ty::Named { id: TypeId(*to), boxed: true },
        presence: Presence::Optional,
        tag: false,
        constant: None,
        deprecated: false,
        doc: Doc::default(),
    };
    let def = |(index, members): (usize, &Vec<usize>)| TypeDef {
        name: name(Case::Type, format!("T{index}")),
        shape: Shape::Record(Record {
            fields: members.iter().map(field).collect(),
            extra: None,
            is_array: false,
        }),
        usage: Usage::default(),
        derives: Derives { eq: true, default: true },
        resources: BTreeSet::new(),
        module: ModuleId(0),
        doc: Doc::default(),
        deprecated: false,
        origin: String::new(),
        copies: Vec::new(),
        conversion: None,
    };
    graph.iter().enumerate().map(def).collect()
}

/// The deepest level below any type, searched as rustc does.
fn deepest(graph: &[Vec<usize>], cuts: &[(usize, usize)]) -> usize {
    const COST: usize = 4;
    let from = |start: usize| {
        let mut seen = vec![false; graph.len()];
        seen[start] = true;
        let (mut way, mut deepest) = (vec![(start, 0, 0)], 0);
        while let Some((here, level, next)) = way.pop() {
            let Some(&to) = graph[here].get(next) else { continue };
            way.push((here, level, next + 1));
            if cuts.binary_search(&(here, next)).is_ok() {
                deepest = deepest.max(level + COST - 1 + ANY_JSON);
            } else {
                deepest = deepest.max(level + COST);
                if !std::mem::replace(&mut seen[to], true) {
                    way.push((to, level + COST, 0));
                }
            }
        }
        deepest
    };
    (0..graph.len()).map(from).max().unwrap_or(0)
}

fn cuts(graph: &[Vec<usize>]) -> Vec<(usize, usize)> {
    Depths::of(&types(graph)).cuts()
}

#[test]
fn types_within_the_limit_are_not_cut() {
    let chain: Vec<Vec<usize>> = (0..20).map(|index| vec![index + 1]).chain([vec![]]).collect();
    let ring: Vec<Vec<usize>> = (0..20).map(|index| vec![(index + 1) % 20]).collect();
    let all: Vec<Vec<usize>> = (0..20).map(|_| (0..20).collect()).collect();
    for graph in [vec![], vec![vec![0]], chain, ring, all] {
        assert_eq!(cuts(&graph), [], "{graph:?}");
    }
}

#[test]
fn deep_types_are_cut_as_rarely_as_possible() {
    let long = 1000;
    let chain = (0..long).map(|index| vec![index + 1]).chain([vec![]]).collect();
    let ring = (0..long).map(|index| vec![(index + 1) % long]).collect();
    let both_ways = (0..300).map(|index| vec![(index + 1) % 300, (index + 299) % 300]).collect();
    // Every type leads to one that leads to a long chain.
    let hub = (0..long).map(|_| vec![long]).chain((long..long + 29).map(|at| vec![at + 1])).chain([vec![]]);
    let tables: [(&str, Vec<Vec<usize>>, usize); 4] =
        [("chain", chain, 40), ("ring", ring, 40), ("both ways", both_ways, 120), ("hub", hub.collect(), 1)];
    for (name, graph, most) in tables {
        let cuts = cuts(&graph);
        assert!(!cuts.is_empty() && cuts.len() <= most, "{name}: {} cuts", cuts.len());
        let deepest = deepest(&graph, &cuts);
        assert!(deepest <= MAX_BELOW, "{name}: {deepest} levels");
    }
}

#[test]
fn large_graphs_are_measured_quickly() {
    let long = 50_000;
    let chain: Vec<Vec<usize>> = (0..long).map(|index| vec![index + 1]).chain([vec![]]).collect();
    let ring: Vec<Vec<usize>> = (0..long).map(|index| vec![(index + 1) % long]).collect();
    for graph in [chain, ring] {
        let count = cuts(&graph).len();
        assert!((1000..4000).contains(&count), "{count} cuts");
    }
}
