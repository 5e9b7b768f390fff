#!/usr/bin/env python3
"""Faults: by chance, forced, recombined by the campaign's probabilities and by a user's own; what is refused.

usage: faults_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
Standard library only, so that it runs where the program runs.
"""
import csv
import inspect
import json
import sys
from pathlib import Path

from cli_test import check, run_checks

# Down at 1 m/s; an engine that goes off 8 m up ends above the limit of 3.8 m/s.
CONFIG = """\
farside: 1
campaign: {name: faults, seed: 5, cases: 60}
moon: {gravity: {model: uniform}, rotation: false, terrain: {model: plane}}
vehicle: {mass: {dry_mass_kg: 1000, propellant_kg: 50, rcs_propellant_kg: 0}, engine: {thrust_min_N: 0, isp_s: 9000}}
gnc: {guidance: {law: open_loop, open_loop: {thrust_N: 1706, direction_up: 1}}, control: {mode: "off"}}
start: {site: {height_m: 12, velocity_up_m_s: -1}}
dispersions:
  - {path: start.site.velocity_east_m_s, normal: {sd: 0.05}}
faults:
  - {mechanism: engine_off, probability: 0.2, when: {height_m: [8, 9]}, source: a test}
  - {mechanism: contact_dead, name: switch, probability: 0.1}
requirements:
  - {name: safe, event: safe, probability: 0.5, confidence: 0.9}
"""
OFF, SWITCH = 0.2, 0.1


def near(a, b):
    return abs(a - b) < 1e-12


def reduced(cli, file, *options):
    return cli.told("reduce", file, *options)


def fly(cli, name, *options):
    cli.write("f.yaml", CONFIG)
    cli.expect(0, "run", "f.yaml", "-o", name, "--quiet", *options)
    return cli.path(name)


def by_chance_p_is_told_with_and_without(cli):
    cli.write("f.yaml", CONFIG)
    out = cli.expect(0, "run", "f.yaml", "-o", "f.h5", "--cases", 400).stdout
    for text in ("Faults, by chance", "no fault", "engine_off", "switch", "several"):
        check(text in out, f"lacks {text!r}:\n{out}")
    s = reduced(cli, "f.h5")
    f = s["faults"]
    check(not f["recombined"] and f["without"]["safe"]["estimate"] == 1.0, str(f))
    check(f["list"][0]["lost"]["estimate"] == 1.0, str(f))
    check(near(f["list"][0]["adds_lost"], f["list"][0]["cases"] / 400), str(f))
    check(s["probability"]["safe"]["method"] == "clopper_pearson", str(s["probability"]))


def forced_faults_are_recombined(cli):
    cli.write("f.yaml", CONFIG)
    out = cli.expect(0, "run", "f.yaml", "-o", "f.h5", "--strata", "faults", "--cases", 40).stdout
    for text in ("faults: 120 cases", "flown, faults forced", "Faults, forced", "not flown", "without a fault"):
        check(text in out, f"lacks {text!r}:\n{out}")
    s = reduced(cli, "f.h5")
    lost, several = OFF * (1 - SWITCH), OFF * SWITCH
    p = s["probability"]
    check(near(p["lost"]["estimate"], lost + SWITCH * (1 - OFF) * s["faults"]["list"][1]["lost"]["estimate"]), str(p))
    check(near(p["safe"]["estimate_high"] - p["safe"]["estimate"], several), str(p))
    check(p["safe"]["method"] == "stratified" and p["safe"]["lower"] < p["safe"]["estimate"], str(p))
    check([f["cases"] for f in s["faults"]["list"]] == [40, 40] and s["faults"]["without"]["cases"] == 40, str(s))
    check(s["requirements"][0]["verdict"] == "pass", str(s["requirements"]))
    cli.expect(0, "reduce", "f.h5", "--gate", "--quiet")
    status = json.loads(cli.expect(0, "status", "f.h5", "--json").stdout)
    check(status["probability"]["safe"]["estimate"] is None, str(status))
    for case in (0, 1, 2, 119):
        cli.expect(0, "replay", "f.h5", "--case", case, "--quiet")


def strata_are_the_same_in_shards_after_growth_and_a_resume(cli):
    options = ("--strata", "faults", "--reproducible")
    whole = fly(cli, "whole.h5", *options, "--cases", 20, "--threads", 1).read_bytes()
    check(fly(cli, "blocks.h5", *options, "--cases", 20, "--block-cases", 7).read_bytes() == whole, "blocks")
    parts = [fly(cli, f"s{i}.h5", *options, "--cases", 20, "--shard", f"{i}/4") for i in range(4)]
    cli.expect(0, "merge", *[p.name for p in parts], "-o", "merged.h5", "--reproducible", "--quiet")
    check(cli.path("merged.h5").read_bytes() == whole, "merged shards give other bytes")
    fly(cli, "grown.h5", *options, "--cases", 9)
    fly(cli, "grown.h5", *options, "--cases", 20, "--resume")
    check(cli.path("grown.h5").read_bytes() == whole, "a campaign that has grown has other bytes")
    cli.expect(2, "run", "f.yaml", "-o", "grown.h5", "--strata", "faults", "--cases", 9, "--resume",
               says="resume it with --cases 20 or more")
    cli.expect(4, "run", "f.yaml", "-o", "grown.h5", "--cases", 60, "--resume", says="campaign.strata")


def rates_of_a_user_are_recombined_exactly(cli):
    fly(cli, "f.h5", "--strata", "faults", "--cases", 30)
    own = reduced(cli, "f.h5")
    cli.write("same.yaml", f"engine_off: {OFF}\nswitch: {SWITCH}\n")
    same = reduced(cli, "f.h5", "--fault-rates", "same.yaml")
    check(same["probability"] == own["probability"] and same["requirements"] == own["requirements"], "other numbers")
    cli.write("never.yaml", "engine_off: 0\nswitch: 0\n")
    never = reduced(cli, "f.h5", "--fault-rates", "never.yaml")["probability"]["safe"]
    check(never["estimate"] == never["estimate_high"] == 1.0, str(never))
    cli.write("rates.yaml", "switch: 0.0\nengine_off: 0.25  # measured\n")
    lost = reduced(cli, "f.h5", "--fault-rates", "rates.yaml")["probability"]["lost"]
    check(near(lost["estimate"], 0.25), str(lost))
    cli.write("often.yaml", "switch: 0.0\nengine_off: 0.9\n")
    cli.expect(5, "reduce", "f.h5", "--fault-rates", "often.yaml", "--gate", "--quiet")


def faults_by_chance_can_be_reweighted(cli):
    fly(cli, "f.h5", "--cases", 300)
    cli.write("rates.yaml", "engine_off: 0.5\nswitch: 0\n")
    s = reduced(cli, "f.h5", "--fault-rates", "rates.yaml")
    check(near(s["probability"]["lost"]["estimate"], 0.5), str(s["probability"]))
    check(s["faults"]["recombined"] and s["faults"]["several"]["cases"] > 0, str(s["faults"]))


def wrong_rates_are_refused_with_place_and_remedy(cli):
    fly(cli, "f.h5", "--strata", "faults", "--cases", 5)
    cli.write("r.yaml", "engine_of: 0.1\nswitch: 1.5\n")
    cli.expect(3, "reduce", "f.h5", "--fault-rates", "r.yaml",
               says=["r.yaml:1:1: error: engine_of: unknown key (did you mean 'engine_off'?)",
                     "engine_off: is missing", "switch: 1.5 is outside 0..1"])
    cli.write("r.yaml", "- 1\n")
    cli.expect(3, "reduce", "f.h5", "--fault-rates", "r.yaml", says="expected a line `name: probability`")
    cli.write("r.yaml", "engine_off: 1\nswitch: 1\n")
    cli.expect(3, "reduce", "f.h5", "--fault-rates", "r.yaml", says="two faults strike in every case")
    cli.expect(4, "reduce", "f.h5", "--fault-rates", "absent.yaml", says="absent.yaml")
    cli.fly("plain.h5")
    cli.expect(4, "reduce", "plain.h5", "--fault-rates", "r.yaml", says=["no column `fault`", "--strata faults"])


PHASED = Path(__file__).resolve().parents[1] / "determinism" / "phased.yaml"
BY_PHASE = f"""\
include: {PHASED}
campaign: {{name: by phase, seed: 8, cases: 4}}
output: {{phases: times}}
faults:
  - {{mechanism: engine_off, name: off, probability: 0.4, when: {{phase: approach, delay_s: [1, 3]}}}}
  - {{mechanism: throttle_stuck, name: stuck, probability: 0.4, when: {{phase: adjust}}}}
"""


def table_of(cli, file):
    cli.expect(0, "export", file, "--csv", "t.csv", "--overwrite", "--quiet")
    return list(csv.DictReader(cli.path("t.csv").open()))


def a_fault_strikes_with_a_phase_as_it_does_at_that_time(cli):
    """Of each forced case the k-th without a fault shows when the phase begins; another campaign has it there."""
    cli.write("p.yaml", BY_PHASE)
    cli.expect(0, "run", "p.yaml", "-o", "p.h5", "--strata", "faults", "--quiet")
    rows = table_of(cli, "p.h5")
    check(len(rows) == 12, f"{len(rows)} rows")
    for none, off, stuck in zip(rows[::3], rows[1::3], rows[2::3]):
        check((off["fault"], stuck["fault"]) == ("off", "stuck"), f"{off['fault']}, {stuck['fault']}")
        delay = float(off["fault_time"]) - float(none["phase_time[3]"])
        check(0.999 < delay < 3.011, f"{delay} s after the approach began")  # at the tick from which on it holds
        after = float(stuck["fault_time"]) - float(none["phase_time[2]"])
        check(-1e-4 < after < 0.0101, f"stuck {after} s after the adjustment began")
        for name in ("end_east", "touchdown_time", "propellant_used"):
            check(off[name] != none[name], f"{name} is as without the fault")
    cli.expect(0, "run", "p.yaml", "-o", "q.h5", "--strata", "faults", "--quiet", "--set",
               f"faults[off].when={{time_s: {rows[1]['fault_time']}}}", "--set",
               f"faults[stuck].when={{time_s: {rows[2]['fault_time']}}}")
    check(table_of(cli, "q.h5")[:3] == rows[:3], "the same faults at these times have other rows")
    for case in (1, 2, 10):
        cli.expect(0, "replay", "p.h5", "--case", case, "--quiet")
    struck = [e for e in cli.told("explain", "p.h5", "--case", 1, "--flights", 20)["timeline"] if "off" in e["event"]]
    check(abs(struck[0]["time_s"] - float(rows[1]["fault_time"])) < 1e-9, f"{struck}")


def faults_with_phases_are_the_same_in_blocks_and_by_chance(cli):
    cli.write("p.yaml", BY_PHASE)
    def fly(name, *options):
        cli.expect(0, "run", "p.yaml", "-o", name, "--reproducible", "--quiet", "--cases", 12, *options)
        return cli.path(name).read_bytes()

    whole = fly("whole.h5", "--threads", 1)
    check(fly("blocks.h5", "--block-cases", 5) == whole and fly("baseline.h5", "--isa", "baseline") == whole, "bytes")
    rows = table_of(cli, "whole.h5")
    check({row["fault"] for row in rows} == {"none", "off", "stuck", "several"}, f"{[row['fault'] for row in rows]}")
    check(all((row["fault_time"] == "") == (row["fault"] in ("none", "several")) for row in rows), "times")
    for case, row in enumerate(rows):
        if row["fault"] == "several":
            cli.expect(0, "replay", "whole.h5", "--case", case, "--quiet")


def every_fault_that_takes_a_phase_strikes_with_it(cli):
    kinds = json.loads(cli.expect(0, "schema").stdout)["properties"]["faults"]["items"]["oneOf"]
    by_phase = [k["properties"]["mechanism"]["enum"][0] for k in kinds
                if "phase" in k["properties"].get("when", {}).get("properties", {})]
    check(len(by_phase) > 10, str(by_phase))
    cli.write("p.yaml", BY_PHASE.split("faults:")[0] + "faults:\n" + "".join(
        f"  - {{mechanism: {name}, probability: 0.01, when: {{phase: braking, delay_s: 1}}}}\n" for name in by_phase))
    cli.expect(0, "run", "p.yaml", "-o", "p.h5", "--strata", "faults", "--cases", 1, "--quiet")
    rows = table_of(cli, "p.h5")
    check([row["fault"] for row in rows] == ["none", *by_phase], str([row["fault"] for row in rows]))
    begins = float(rows[0]["phase_time[1]"])
    for row in rows[1:]:
        check(0.999 < float(row["fault_time"]) - begins < 1.011, f"{row['fault']} at {row['fault_time']} s")


def a_phase_that_does_not_exist_is_refused_with_a_remedy(cli):
    cli.write("p.yaml", BY_PHASE)
    cli.write("f.yaml", CONFIG)
    when = "faults[off].when="
    for value, says in (("{phase: aproach}", ["'aproach' is no phase", "did you mean 'approach'?", "braking"]),
                        ("{phase: touchdown}", "'touchdown' is no phase of gnc.guidance.law: phased"),
                        ("{phase: approach, delay: 3}", "delay"),
                        ("{phase: approach, delay_s: [3, 1]}", "3 is above 1"),
                        ("{}", "{phase: NAME, delay_s: [FROM, TO]}")):
        cli.expect(3, "validate", "p.yaml", "--set", when + value, says=says)
    cli.expect(3, "validate", "f.yaml", "--set", "faults[engine_off].when={phase: hover}",
               says=["'hover' is no phase of gnc.guidance.law: open_loop", "braking, free_fall"])
    cli.write("d.yaml", "farside: 1\nstart: {touchdown: {height_m: 1}}\n"
              "faults: [{mechanism: engine_off, probability: 0.1, when: {phase: braking}}]\n")
    cli.expect(3, "validate", "d.yaml", says=["no phases here", "{time_s: [FROM, TO]}"])
    cli.write("h.yaml", BY_PHASE + "  - {mechanism: cutoff_false, probability: 0.1, when: {phase: descent}}\n")
    cli.expect(3, "validate", "h.yaml", says=["faults[2].when", "{height_m: [FROM, TO]}"])
    check("phase: approach, delay_s: [1, 3]" in cli.expect(0, "validate", "p.yaml", "--resolved").stdout, "resolved")


def strata_without_faults_are_refused(cli):
    cli.expect(3, "run", "a.yaml", "-o", "f.h5", "--strata", "faults",
               says=["campaign.strata", "list faults, which is empty"])
    cli.write("f.yaml", CONFIG)
    cli.expect(3, "run", "f.yaml", "-o", "f.h5", "--strata", "fault", says="did you mean 'faults'")
    check(not cli.path("f.h5").exists(), "something was flown")


def a_fault_that_nothing_reads_is_warned_of(cli):
    cli.write("f.yaml", CONFIG.replace("contact_dead, name: switch", "altimeter_never, name: switch"))
    told = "faults[1]: switch breaks nothing here: 'sensors.altimeter.height_max_m' is read by"
    cli.expect(0, "validate", "f.yaml", says=told)
    cli.expect(3, "validate", "f.yaml", "--strict", says=told)


def a_fault_from_the_command_line_goes_by_its_name(cli):
    fly(cli, "f.h5", "--strata", "faults", "--cases", 10, "--set", "faults[switch].probability=0.0")
    p = reduced(cli, "f.h5")["faults"]["list"]
    check([f["probability"] for f in p] == [OFF, 0.0] and p[1]["share"] == 0.0, str(p))
    fly(cli, "g.h5", "--strata", "faults", "--cases", 10, "--set", "faults[engine_off].probability=0.5")
    p = reduced(cli, "g.h5")["faults"]["list"]  # one without a name has that of its mechanism
    check([f["probability"] for f in p] == [0.5, SWITCH], str(p))


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"]
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
