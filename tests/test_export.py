"""Export: each format read back by somebody else's reader."""
from __future__ import annotations

import csv
import io
import pathlib
import xml.etree.ElementTree as ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from graph import export, network, paths, sources
from graph.errors import StoreError
from graph.store import Store
from graph.vocabulary import CLAIM, ID, INFERRED, RDFS, WF

SMALL = pathlib.Path(__file__).parent / "data" / "small"
TWO = [ID + "dropout", ID + "overfitting"]
READERS = {"turtle": "turtle", "ntriples": "nt", "nquads": "nquads", "trig": "trig", "jsonld": "json-ld", "rdfxml": "xml"}


@pytest.fixture(scope="module")
def small() -> Store:
    return sources.open([SMALL])


def read(body: bytes, format: str) -> rdflib.Dataset | rdflib.Graph:
    graph = rdflib.Dataset() if format in ("nquads", "trig", "jsonld") else rdflib.Graph()
    return graph.parse(data=body, format=READERS[format])


@pytest.mark.parametrize("format", READERS)
def test_the_whole_graph_comes_back_from_every_rdf_format(small: Store, format: str) -> None:
    found = read(export.write(small, format), format)
    keeps_graphs = export.RDF_FORMATS[format].supports_datasets
    expected = [q for q in small.graph if keeps_graphs or q.graph_name != ox.NamedNode(INFERRED)]
    size = sum(len(g) for g in found.graphs()) if isinstance(found, rdflib.Dataset) else len(found)
    assert size == len({q if keeps_graphs else q.triple for q in expected})


@pytest.mark.parametrize(("name", "format"), [
    (".ttl", "turtle"), ("notes.ttl", "turtle"), ("TURTLE", "turtle"), ("n-triples", "ntriples"), (".nt", "ntriples"), (".nq", "nquads"),
    (".jsonld", "jsonld"), ("json-ld", "jsonld"), (".rdf", "rdfxml"), ("xml", "rdfxml"), ("graph.GraphML", "graphml"), (".csv", "csv")])
def test_formats_go_by_suffix_and_by_name(name: str, format: str) -> None:
    assert export.format_of(name) == format
    assert format in export.MEDIA_TYPES


def test_an_unknown_format_is_told_with_those_known(small: Store) -> None:
    with pytest.raises(StoreError, match="docx: unknown format; write one of turtle, .*graphml, csv"):
        export.write(small, "notes.docx")


@pytest.mark.parametrize("format", READERS)
def test_some_concepts_come_with_their_claims_passages_and_no_others(small: Store, format: str) -> None:
    found = read(export.write(small, format, TWO), format)
    text = {str(t) for triple in (t[:3] for t in (found.quads() if isinstance(found, rdflib.Dataset) else found)) for t in triple}
    assert CLAIM + "dropout-mitigates-overfitting" in text
    assert any("whatfixes/notes/L5" in t for t in text)
    assert not [t for t in text if "l1-regularization" in t or "more-features" in t]


def test_a_withdrawn_claim_comes_with_its_correction(small: Store) -> None:
    body = export.write(small, "turtle", [ID + "more-layers", ID + "overfitting"]).decode()
    assert "claim:more-layers-mitigates-overfitting a wf:Claim" in body
    assert "More layers make overfitting more likely." in body


def test_the_same_concepts_give_the_same_bytes(small: Store) -> None:
    for format in export.FORMATS:
        assert export.write(small, format, TWO) == export.write(sources.open([SMALL]), format, TWO), format


def test_graphml_holds_the_standing_links(small: Store) -> None:
    graph = nx.read_graphml(io.BytesIO(export.write(small, "graphml")), force_multigraph=True)
    net = network.of(small)
    assert set(graph) == set(net.iris)
    assert graph.number_of_edges() == len(net.link) // 2
    edge = graph.get_edge_data(ID + "subsample", ID + "overfitting").popitem()[1]
    assert (edge["label"], edge["direction"], edge["lines"]) == ("mitigates", "lower", "line 8")
    assert not graph.has_edge(ID + "normalization", ID + "outliers")


def test_graphml_names_everything_once(small: Store) -> None:
    root = ElementTree.fromstring(export.write(small, "graphml"))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_labels_that_xml_cannot_hold_are_written_all_the_same() -> None:
    graph = ox.Store()
    graph.add(ox.Quad(ox.NamedNode("http://a/b"), ox.NamedNode(RDFS + "label"), ox.Literal("bell \x07 \ufffe <&>\u0001")))
    found = nx.read_graphml(io.BytesIO(export.write(Store(graph), "graphml")))
    assert found.nodes["http://a/b"]["label"] == "bell \ufffd \ufffd <&>\ufffd"


def test_csv_lists_every_claim_with_its_standing(small: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(export.write(small, "csv").decode())))
    said = {(r["subject_label"], r["property_label"], r["object_label"]): r for r in rows}
    withdrawn = said["more layers", "mitigates", "overfitting"]
    assert withdrawn["standing"] == "no" or withdrawn["polarity"] == "no"
    assert said["normalization", "mitigates", "outliers"]["polarity"] == "no"
    assert said["median imputation", "mitigates", "missing data"]["condition"] == "a skewed column"
    assert said["subsample", "mitigates", "overfitting"]["direction"] == "lower"
    assert said["dropout", "mitigates", "overfitting"]["lines"] == "line 5"


@pytest.mark.parametrize("format", export.FORMATS)
def test_the_steps_of_a_path_come_alone(small: Store, format: str) -> None:
    path = paths.between(small, [ID + "underfitting", ID + "dropout"])[0]
    body = export.write_steps(small, path.steps, format)
    wanted = {(s.subject, s.property, s.object) for s in path.steps}
    if format == "graphml":
        graph = nx.read_graphml(io.BytesIO(body), force_multigraph=True)
        found = {(a, data["property"], b) for a, b, data in graph.edges(data=True)}
        assert set(graph) == set(paths.nodes(path))
    elif format == "csv":
        found = {(r["subject"], r["property"], r["object"]) for r in csv.DictReader(io.StringIO(body.decode()))}
    else:
        quads = ox.parse(body, format=export.RDF_FORMATS[format])
        concepts = small.concept_set
        found = {(q.subject.value, q.predicate.value, q.object.value) for q in quads
                 if q.subject.value in concepts and getattr(q.object, "value", "") in concepts
                 and getattr(q, "graph_name", None) != ox.NamedNode(INFERRED)}
    assert found == wanted


def test_a_foreign_graph_can_be_written() -> None:
    graph = ox.Store()
    one, other = ox.NamedNode("http://a/one"), ox.NamedNode("http://a/other")
    for node, label in ((one, "one"), (other, "other")):
        graph.add(ox.Quad(node, ox.NamedNode(RDFS + "label"), ox.Literal(label)))
    graph.add(ox.Quad(one, ox.NamedNode("http://a/knows"), other))
    rows = list(csv.DictReader(io.StringIO(export.write(Store(graph), "csv").decode())))
    assert [(r["subject_label"], r["property_label"], r["object_label"]) for r in rows] == [("one", "knows", "other")]
    assert WF not in export.write(Store(graph), "ntriples").decode()
