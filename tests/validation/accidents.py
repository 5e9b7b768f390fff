#!/usr/bin/env python3
"""Landings that went wrong, flown with what was known before. Nothing is tuned to how they ended: where the model ends
otherwise, that is the claim.

usage: accidents.py --farside PROGRAM
"""
import argparse
import sys

import numpy as np

from flown import CONFIGS, Claims, Program

LOST = 2
CASES = 200


def hakuto_r(program, claims):
    """The altimeter that was right is rejected; with the rule that believes it in the end, the same lander lands."""
    config = CONFIGS / "hakuto_r.yaml"
    flown = program.fly(config, "campaign.cases=400", "output.phases=states")
    c, causes = flown.columns, flown.meanings("first_cause")
    fast = c["touchdown_speed_vertical"] > 100
    claims("accidents: Hakuto-R: it falls onto the floor at more than 100 m/s in 95 % of the cases and more",
           fast.mean() >= 0.95,
           f"{100 * fast.mean():.1f} %, in the mean {np.nanmean(c['touchdown_speed_vertical']):.0f} m/s")
    dry = np.array([causes[code] == "propellant_depleted" for code in c["first_cause"]])
    claims("accidents: Hakuto-R: since its propellant is spent", dry.mean() >= 0.95, f"{100 * dry.mean():.1f} %")
    again = program.fly(config, "campaign.cases=400", "gnc.navigation.filter.reacquire_after=10").columns
    lands = again["outcome"] < LOST
    claims("accidents: Hakuto-R: a filter that believes the altimeter again lands in 95 % of the cases and more",
           lands.mean() >= 0.95, f"{100 * lands.mean():.1f} %")


def share(cases):
    return f"{100 * np.mean(cases):.1f} %"


def spread(values, unit="m/s"):
    return "5, 50, 95 %: {:.3g}, {:.3g}, {:.3g} {}".format(*np.nanpercentile(values, [5, 50, 95]), unit)


def sound(program, claims, name, *repaired):
    """Without what broke the same lander lands."""
    lands = program.fly(CONFIGS / name, f"campaign.cases={CASES}", *(repaired or ["faults="])).columns["outcome"] < LOST
    claims(f"accidents: {name}: without it 98 % and more land", lands.mean() >= 0.98, share(lands))


def causes_of(flown):
    names = flown.meanings("first_cause")
    return np.array([names[code] for code in flown.columns["first_cause"]])


def slim(program, claims):
    """Whether thrusters hold the moment of one engine decides, and how strong they are isn't public."""
    sound(program, claims, "slim.yaml")
    c = program.fly(CONFIGS / "slim.yaml", f"campaign.cases={CASES}").columns
    down, across, tilt = (c[f"touchdown_{name}"] for name in ("speed_vertical", "speed_horizontal", "tilt"))
    claims("accidents: SLIM: a nozzle less: all are lost, faster across and further tilted than they may be",
           bool((c["outcome"] == LOST).all() and (across > 1).all() and (tilt > 4).all()),
           f"tilt {spread(tilt, 'deg')}; across {spread(across)}")
    claims("missed: accidents: SLIM: it fell at 1.4 m/s, these at more than 10", np.median(down) > 10, spread(down))
    strong = [f"vehicle.thrusters.torque_max_{axis}_N_m=100" for axis in "xy"]
    c = program.fly(CONFIGS / "slim.yaml", f"campaign.cases={CASES}", *strong).columns
    claims("accidents: SLIM: thrusters that hold the moment of 55 % of the thrust, 100 N m, land it on one engine",
           bool((c["outcome"] < LOST).all()), f"{spread(c['touchdown_speed_vertical'])} down, "
           f"tilt {spread(c['touchdown_tilt'], 'deg')}")


def beresheet(program, claims):
    sound(program, claims, "beresheet.yaml")
    c = program.fly(CONFIGS / "beresheet.yaml", f"campaign.cases={CASES}").columns
    down, across = c["touchdown_speed_vertical"], c["touchdown_speed_horizontal"]
    claims("accidents: Beresheet: the engine off in the braking: all meet the ground at hundreds of m/s along it",
           bool((c["outcome"] == LOST).all() and (across > 500).all()), spread(across))
    alike = abs(across - 947) < 50
    claims("missed: accidents: Beresheet: at 947 m/s along the ground it came down at 134 m/s, these from higher up",
           alike.sum() > 10 and down[alike].min() > 134, f"{alike.sum()} cases, {spread(down[alike])}")


def vikram(program, claims):
    """Braking may use 8 % more or less thrust than planned."""
    sound(program, claims, "vikram.yaml")
    flown = program.fly(CONFIGS / "vikram.yaml", f"campaign.cases={CASES}")
    c, lost = flown.columns, flown.columns["outcome"] == LOST
    claims("accidents: Vikram: a tenth more thrust, beyond the margin of its braking: 90 % and more are lost",
           lost.mean() >= 0.9, f"{share(lost)}, {spread(c['touchdown_speed_horizontal'])} across")
    claims("missed: accidents: Vikram: it fell at 50 m/s, these come down gently and meet the ground sideways",
           c["touchdown_speed_vertical"].max() < 3, spread(c["touchdown_speed_vertical"]))
    lands = program.fly(CONFIGS / "vikram.yaml", f"campaign.cases={CASES}",
                        "faults[0].factor=1.05").columns["outcome"] < LOST
    claims("accidents: Vikram: 5 % more, within the margin: all land", bool(lands.all()), share(lands))


def im_1(program, claims):
    sound(program, claims, "im_1.yaml")
    flown = program.fly(CONFIGS / "im_1.yaml", f"campaign.cases={CASES}")
    c, lost = flown.columns, flown.columns["outcome"] == LOST
    causes = causes_of(flown)
    hit, dry = causes == "hard_contact_vertical", causes == "propellant_depleted"
    claims("accidents: IM-1: without range and speed most are lost: into the ground, or hovering above it until dry",
           lost.mean() > 0.7 and hit.mean() > 0.3 and dry.mean() > 0.2,
           f"{share(lost)}; hard contact {share(hit)}, propellant depleted {share(dry)}")
    claims("missed: accidents: IM-1: it came down at 3 m/s, by its cameras; these know no height and come down faster",
           np.nanmedian(c["touchdown_speed_vertical"]) > 3, spread(c["touchdown_speed_vertical"]))


def surveyor_3(program, claims):
    sound(program, claims, "surveyor_3.yaml")
    c = program.fly(CONFIGS / "surveyor_3.yaml", f"campaign.cases={CASES}").columns
    claims("accidents: Surveyor 3: with its engines on none stays where it touched down: they end 20 m and more away",
           bool((c["slide_distance"] > 20).all()), spread(c["slide_distance"], "m"))
    claims("accidents: Surveyor 3: and they do until the propellant is gone", bool((c["propellant_used"] > 9.99).all()),
           spread(c["propellant_used"], "kg"))
    claims("accidents: Surveyor 3: none tips over", bool((c["final_tilt"] < 15).all()),
           spread(c["final_tilt"], "deg"))


def polar_lander(program, claims):
    flown = program.fly(CONFIGS / "polar_lander.yaml", f"campaign.cases={CASES}")
    c = flown.columns
    early = causes_of(flown) == "early_cutoff"
    claims("accidents: Polar Lander: a touchdown told at 1500 m is believed at 30 m: all fall from there",
           bool(early.all() and (np.abs(c["cutoff_height"] - 30) < 3).all()),
           f"{share(early)}, {spread(c['cutoff_height'], 'm')}")
    fallen = np.sqrt(2 * 1.62 * 30)  # and the speed that it has then
    down = c["touchdown_speed_vertical"]
    claims("accidents: Polar Lander: at the speed of that fall", bool((abs(down - fallen) < 1).all()), spread(down))
    deaf = program.fly(CONFIGS / "polar_lander.yaml", f"campaign.cases={CASES}",
                       "gnc.guidance.contact_stops_engine=false").columns["touchdown_speed_vertical"]
    claims("accidents: Polar Lander: software that doesn't listen to its legs comes down at less than 3.8 m/s",
           bool((deaf < 3.8).all()), spread(deaf))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    options = parser.parse_args()
    program, claims = Program(options.farside), Claims("validation")
    for accident in (hakuto_r, slim, beresheet, vikram, im_1, surveyor_3, polar_lander):
        accident(program, claims)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
