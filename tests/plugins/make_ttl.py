#!/usr/bin/env python3
"""Writes the bundles' descriptions: make_ttl.py FOLDER. Ports are those of test_plugins.c, windows
those of test_uis.c."""
import sys
from pathlib import Path

HEAD = """@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
@prefix units: <http://lv2plug.in/ns/extensions/units#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix atom: <http://lv2plug.in/ns/ext/atom#> .
@prefix midi: <http://lv2plug.in/ns/ext/midi#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .
@prefix pprops: <http://lv2plug.in/ns/ext/port-props#> .
@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .
"""
# name -> (control's symbol, min, default, max, more of the port), more of the plug-in, whether it has a side chain
BAD = ("after", 0, 0, 1e9, "")
PLUGINS = {
    "gain": (("gain", 0, 1, 4, "units:unit units:coef ;"), "lv2:optionalFeature lv2:hardRTCapable ;", False),
    "delay": (("frames", 0, 100, 8000, "lv2:portProperty lv2:integer ;"), "", False),
    "level": (("frames", 0, 0, 8000, "lv2:portProperty lv2:integer ;"), "", False),
    "mono": (("amount", 0, 1, 1, ""), "", False),
    "smooth": (("amount", 0, 0.25, 1, ""), "", False),
    "duck": (("depth", 0, 1, 10, ""), "", True),
    "worker": (("gain", 0, 2, 4, ""), "lv2:requiredFeature <http://lv2plug.in/ns/ext/worker#schedule> ,"
               " <http://lv2plug.in/ns/ext/urid#map> ; lv2:extensionData <http://lv2plug.in/ns/ext/state#interface> ,"
               " <http://lv2plug.in/ns/ext/worker#interface> ;", False),
    "organ": (("frames", 0, 0, 8000, "lv2:portProperty lv2:integer ;"),
              "lv2:requiredFeature <http://lv2plug.in/ns/ext/urid#map> ;", False),
    "nan": (BAD, "", False), "crash": (BAD, "", False), "exit": (BAD, "", False), "hang": (BAD, "", False),
    "overrun": (BAD, "", False), "allocates": (BAD, "", False), "nothing": (BAD, "", False),
    "crash_at_start": (BAD, "", False),
    "needs": (BAD, "lv2:requiredFeature <urn:tandem:test:no-such-feature> ;", False),
}
# Window -> (plug-in that it is of, class, library, features that it requires)
OUTPUT, HIDDEN = "lv2:ControlPort , lv2:OutputPort", "lv2:portProperty pprops:notOnGUI ;"
INSTANCE = "<http://lv2plug.in/ns/ext/instance-access>"
UIS = {
    "gain": ("gain", "ui:X11UI", "test_uis.so", "ui:idleInterface , ui:parent , <http://lv2plug.in/ns/ext/urid#map>"),
    "frail": ("delay", "ui:X11UI", "test_uis.so", ""), "crash": ("smooth", "ui:X11UI", "test_uis.so", ""),
    "nothing": ("duck", "ui:X11UI", "test_uis.so", ""), "no_library": ("nan", "ui:X11UI", "none.so", ""),
    "close": ("worker", "ui:X11UI", "test_uis.so", INSTANCE), "other_kind": ("worker", "ui:GtkUI", "test_uis.so", ""),
    "gtk": ("organ", "ui:GtkUI", "test_uis.so", ""),
}


def port(index, kinds, symbol, more=""):
    return f'  lv2:port [ a {kinds} ; lv2:index {index} ; lv2:symbol "{symbol}" ; lv2:name "{symbol}" ; {more} ] ;\n'


def plugin(name, control, more, keyed):
    symbol, low, default, high, about = control
    out = f'<urn:tandem:test:{name}> a lv2:Plugin ;\n  doap:name "Test {name}" ; {more}\n'
    audio = "lv2:AudioPort , lv2:"
    if name == "organ":
        out = out.replace("a lv2:Plugin", "a lv2:InstrumentPlugin , lv2:Plugin")
        out += port(0, "atom:AtomPort , lv2:InputPort", "notes", "atom:bufferType atom:Sequence ; atom:supports midi:MidiEvent ;")
        # Ports have no gaps.
        out += port(1, "lv2:ControlPort , lv2:InputPort", "unused", "lv2:minimum 0 ; lv2:default 0 ; lv2:maximum 1 ;")
    elif name == "mono":
        out += port(0, audio + "InputPort", "in")
        out += port(1, OUTPUT, "level", "lv2:minimum -4 ; lv2:maximum 4 ;")
    else:
        for i, s in enumerate(["in_l", "in_r"]):
            out += port(i, audio + "InputPort", s)
    for i, s in enumerate(["out_l", "out_r"]):
        if name == "mono" and i == 1:
            out += port(3, "lv2:ControlPort , lv2:InputPort", "unused", "lv2:minimum 0 ; lv2:default 0 ; lv2:maximum 1 ;")
        else:
            out += port(i + 2, audio + "OutputPort", s)
    out += port(4, "lv2:ControlPort , lv2:InputPort", symbol,
                f"lv2:minimum {low} ; lv2:default {default} ; lv2:maximum {high} ; {about}")
    if name == "gain":
        out += port(5, OUTPUT, "peak", 'lv2:minimum 0 ; lv2:maximum 2 ; units:unit [ a units:Unit ; units:symbol "V" ] ;')
    else:
        late = name in ("delay", "organ", "level")
        out += port(5, OUTPUT, "latency", "lv2:designation lv2:latency ;" if late else HIDDEN)
    if name == "level":
        out += port(6, OUTPUT, "level", "lv2:minimum 0 ; lv2:maximum 1 ;")
        out += port(7, OUTPUT, "broken", f"lv2:minimum 0 ; lv2:default 0.5 ; lv2:maximum 1 ; {HIDDEN}")
    if keyed:
        for i, s in enumerate(["key_l", "key_r"]):
            out += port(i + 6, audio + "InputPort", s, "lv2:portProperty lv2:isSideChain ;")
    windows = [f"<urn:tandem:test:ui:{ui}>" for ui, facts in UIS.items() if facts[0] == name]
    if windows:
        out += f"  ui:ui {' , '.join(windows)} ;\n"
    return out.rstrip(" ;\n") + " .\n"


def main(folder):
    good, bad = folder / "tandem-test.lv2", folder / "tandem-bad-load.lv2"
    for bundle in (good, bad):
        bundle.mkdir(parents=True, exist_ok=True)
    manifest = HEAD
    for name in PLUGINS:
        manifest += f"<urn:tandem:test:{name}> a lv2:Plugin ; lv2:binary <test_plugins.so> ; rdfs:seeAlso <plugins.ttl> .\n"
    for ui, (_, kind, library, _) in UIS.items():
        manifest += f"<urn:tandem:test:ui:{ui}> a {kind} ; ui:binary <{library}> ; rdfs:seeAlso <uis.ttl> .\n"
    manifest += ('<urn:tandem:test:loud> a pset:Preset ; lv2:appliesTo <urn:tandem:test:worker> ; rdfs:label "Loud" ;'
                 ' rdfs:seeAlso <plugins.ttl> .\n')
    (good / "manifest.ttl").write_text(manifest)
    text = HEAD + "".join(plugin(name, *facts) for name, facts in PLUGINS.items())
    text += ('<urn:tandem:test:loud> a pset:Preset ; lv2:appliesTo <urn:tandem:test:worker> ; rdfs:label "Loud" ;\n'
             '  lv2:port [ lv2:symbol "gain" ; pset:value 3.0 ] ;\n'
             '  state:state [ <urn:tandem:test:calibrated> "0.25"^^<http://www.w3.org/2001/XMLSchema#float> ] .\n')
    (good / "plugins.ttl").write_text(text)
    (good / "uis.ttl").write_text(HEAD + "".join(
        f"<urn:tandem:test:ui:{ui}> lv2:requiredFeature {features} .\n" for ui, (*_, features) in UIS.items() if features))
    uri = "<urn:tandem:test:crash_at_load>"
    (bad / "manifest.ttl").write_text(
        HEAD + f"{uri} a lv2:Plugin ; lv2:binary <crash_at_load.so> ; rdfs:seeAlso <plugins.ttl> .\n")
    (bad / "plugins.ttl").write_text(HEAD + plugin("crash_at_load", BAD, "", False))


main(Path(sys.argv[1]))
