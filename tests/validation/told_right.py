#!/usr/bin/env python3
"""Campaigns that were told wrong once: safe where nobody would land, an event that never happened, an input that moved
nothing. Each stands for its kind.

usage: told_right.py --farside PROGRAM
"""
import argparse
import sys

import numpy as np

from flown import CHANGE4_BLIND, Claims, Program

FREE = "{model: uniform}, rotation: false"
POINT = ("vehicle: {engine: {isp_s: 308, isp_droop: 0, lag_s: 0, delay_s: 0, cutoff_delay_s: 0, tail_off_s: 0, "
         "rate_max_N_s: 1.0e+9}}")
FLOW = 3000 / (308 * 9.80665)  # kg/s at 3,000 N
SAFE, DEGRADED, LOST = 0, 1, 2


class Told:
    def __init__(self, program, claims):
        self.program, self.claims, self.count = program, claims, 0

    def claim(self, text, holds, detail=""):
        self.claims(f"told right: {text}", bool(holds), detail)

    def fly(self, text, *settings):
        self.count += 1
        config = self.program.folder / f"told{self.count}.yaml"
        config.write_text("farside: 1\n" + text, encoding="utf-8")
        return self.program.fly(config, *settings)

    def cause(self, flown):
        return flown.meanings("first_cause")[flown.row.first_cause]

    def refused(self, text, *settings):
        """What the program says of a campaign that it refuses, or nothing."""
        try:
            self.fly(text, *settings)
        except RuntimeError as error:
            return str(error)
        return ""


def burns(t):
    campaign = (f"campaign: {{cases: 1}}\nmoon: {{gravity: {FREE}}}\n{POINT}\nflight: {{time_max_s: 60}}\n"
                f"touchdown: {{model: none}}\nstart: {{site: {{height_m: 20000}}}}\n")
    law = ('gnc: {{guidance: {{law: open_loop, open_loop: {{thrust_N: 3000, start_time_s: {}, burn_time_s: {}}}}}, '
           'control: {{mode: "off"}}}}\n')
    for start, burn in ((0.3, 0.5), (2.37, 0.03), (4.999, 1.234)):
        used = t.fly(campaign + law.format(start, burn)).row.propellant_used
        t.claim(f"a burn of {burn} s from {start} s on, between two commands, burns what it should",
                abs(used / (FLOW * burn) - 1) < 1e-9, f"{used:.9f} of {FLOW * burn:.9f} kg")
    used = t.fly(
        campaign.replace("cases: 1", "cases: 2000") + law.format(2, 10),
        "dispersions=[{path: gnc.guidance.open_loop.burn_time_s, normal: {sd: 0.2}}]").columns
    drawn = used["in_gnc_guidance_open_loop_burn_time_s"]
    t.claim("a burn time that is drawn is flown", np.allclose(used["propellant_used"], FLOW * drawn, rtol=1e-9, atol=0),
            f"sd {used['propellant_used'].std():.4f} of {FLOW * drawn.std():.4f} kg")
    # guidance itself comes once a second, and what it makes of the later start differs a little
    flown = t.program.fly(CHANGE4_BLIND, "campaign.cases=60", "touchdown.model=none",
                          "dispersions=[{path: gnc.guidance.hover.time_s, uniform: {min: 15, max: 19}}]").columns
    later = np.polyfit(flown["in_gnc_guidance_hover_time_s"], flown["end_time"], 1)
    rest = np.std(flown["end_time"] - np.polyval(later, flown["in_gnc_guidance_hover_time_s"]))
    t.claim("a hover that is longer by part of a guidance period makes the flight longer",
            len(np.unique(flown["end_time"])) == 60 and abs(later[0] - 1) < 0.1 and rest < 0.2,
            f"{later[0]:.3f} s a second, {rest:.3f} s about it")


def engines(t):
    said = t.program.folder / "weak.yaml"
    said.write_text(f"farside: 1\ninclude: {CHANGE4_BLIND}\n", encoding="utf-8")
    weak = t.program.fly(CHANGE4_BLIND, "campaign.cases=4",
                         "dispersions=[{path: vehicle.engine.thrust_max_N, constant: {value: 2000}}]").columns
    t.claim("an engine that is drawn with a quarter of its thrust can't land", (weak["outcome"] == LOST).all(),
            f"{np.median(weak['touchdown_speed_vertical']):.0f} m/s")
    least = t.fly("campaign: {cases: 30}\ntouchdown: {model: none}\nstart: {descent: {}}\n",
                  "dispersions=[{path: vehicle.engine.thrust_min_N, uniform: {min: 0, max: 7000}}]").columns
    t.claim("the least thrust that is drawn is the engine's own",
            len(np.unique(least["touchdown_speed_vertical"])) > 10,
            f"{len(np.unique(least['touchdown_speed_vertical']))} landings of 30")
    flown = t.fly(
        f"campaign: {{cases: 1}}\nmoon: {{gravity: {FREE}}}\n{POINT}\nflight: {{time_max_s: 60}}\n"
        f"touchdown: {{model: none}}\nstart: {{site: {{height_m: 20000}}}}\n"
        'gnc: {guidance: {law: open_loop, open_loop: {thrust_N: 100000, burn_time_s: 10}}, control: {mode: "off"}}\n'
    ).row
    t.claim("a command of 100 kN is flown by what the engine has",
            abs(flown.propellant_used / (FLOW / 3000 * 7500 * 10) - 1) < 1e-9, f"{flown.propellant_used:.3f} kg")


def tanks(t):
    dry = ('campaign: {{cases: 1}}\nmoon: {{gravity: {{model: uniform}}, rotation: false}}\n'
           'vehicle: {{mass: {{propellant_kg: {}}}, limits: {{propellant_reserve_kg: 100}}}}\n'
           'gnc: {{guidance: {{law: open_loop, open_loop: {{thrust_N: 7500}}}}, control: {{mode: "off"}}}}\n'
           'touchdown: {{model: none}}\nstart: {{site: {{height_m: 1}}}}\n')
    for mass in (0, 0.001):
        flown = t.fly(dry.format(mass))
        t.claim(f"{mass} kg of propellant are none", flown.row.outcome == LOST
                and t.cause(flown) == "propellant_depleted", t.cause(flown))
    flown = t.program.fly(CHANGE4_BLIND, "campaign.cases=1", "dispersions=", "vehicle.mass.rcs_propellant_kg=5",
                          "vehicle.mass.cg_y_m=0.03", "vehicle.engine.position_x_m=0.02")
    history = flown.history()
    out = history["time"][history["rcs_propellant"] <= 0]
    when = flown.row.time_rcs_depleted
    t.claim("thrusters that run dry are the cause, at the time at which the history shows it",
            t.cause(flown) == "rcs_depleted" and len(out) and abs(out[0] - when) < 0.2,
            f"{t.cause(flown)} at {when:.2f} s, the history at {out[0] if len(out) else np.nan:.2f} s")


def grounds(t):
    slope = ("campaign: {{cases: 1}}\nmoon: {{gravity: {free}, terrain: {{model: plane, slope_deg: {deg}, "
             "slope_azimuth_deg: 90}}, regolith: {{friction: {mu}, soil: {{friction: {mu}}}}}}}\n"
             "vehicle: {{limits: {{slide_m: 10000, final_tilt_deg: 60, tip_over_tilt_deg: 170, "
             "contact_tilt_deg: 90}}}}\n"
             "touchdown: {{model: {model}, time_max_s: 20}}\n"
             "start: {{touchdown: {{height_m: 0.05, velocity_up_m_s: -0.5, tilt_north_deg: {deg}}}}}\n")
    for model in ("rigid", "legs"):
        for deg, mu, rests in ((30, 0.3, False), (26.9, 0.5, False), (20, 0.5, True)):
            flown = t.fly(slope.format(free=FREE, deg=deg, mu=mu, model=model))
            t.claim(
                f"{model}: on {deg} deg with a friction of {mu} a vehicle "
                f"{'rests' if rests else 'slides on, and is not at rest'}",
                (t.cause(flown) != "not_at_rest") == rests and (rests or flown.row.outcome == LOST),
                f"{t.cause(flown)}, {flown.row.final_speed:.3f} m/s")
    flown = t.fly(
        "campaign: {cases: 1}\nmoon: {gravity: {model: uniform, g_m_s2: 0}, rotation: false, terrain: {model: plane}}\n"
        "touchdown: {model: legs, time_max_s: 10}\nstart: {touchdown: {velocity_up_m_s: -1.5}}\n"
    )
    t.claim("what bounces off without gravity is not at rest", flown.row.outcome == LOST
            and t.cause(flown) == "not_at_rest", t.cause(flown))
    for text, soil in (("1e9 N/m", "{stiffness_N_m: 1.0e+9, damping_N_s_m: 1.0e+8}"),
                       ("8e6 N s/m", "{damping_N_s_m: 8.0e+6}"), ("a critically damped rock",
                                                                  "{stiffness_N_m: 1.0e+8, damping_N_s_m: 4.0e+5}")):
        said = t.refused(
            f"campaign: {{cases: 1}}\nmoon: {{gravity: {FREE}, terrain: {{model: plane}}, regolith: {soil}}}\n"
            f"touchdown: {{model: rigid}}\nstart: {{touchdown: {{velocity_up_m_s: -1}}}}\n"
        )
        t.claim(f"rigid: a step too long for {text} is refused with what would do", "touchdown.step_s" in said
                and "needs at most" in said,
                said.splitlines()[-1][:160] if said else "flown")
    deep = t.fly(
        "campaign: {cases: 1}\nmoon: {gravity: {model: uniform, g_m_s2: 9.81}, rotation: false}\n"
        "gnc: {guidance: {law: open_loop, period_s: 10}, control: {mode: \"off\"}}\n"
        "vehicle: {mass: {dry_mass_kg: 1000, propellant_kg: 500, rcs_propellant_kg: 0, cg_z_m: 0, cg_z_full_m: 0}}\n"
        "touchdown: {model: none}\nstart: {site: {height_m: 470}}\n"
    ).row
    t.claim("the ground is found where it is, whatever the gravity",
            abs(deep.touchdown_time - np.sqrt(2 * 470 / 9.81)) < 1e-6 and abs(deep.landing_up) < 1e-6,
            f"{deep.touchdown_time:.6f} s, {deep.landing_up:.6f} m")
    over = t.fly(
        f"campaign: {{cases: 1}}\nmoon: {{gravity: {FREE}, terrain: {{model: plane}}}}\ntouchdown: {{model: legs}}\n"
        f"start: {{touchdown: {{velocity_up_m_s: -2, tilt_east_deg: 180}}}}\n"
    )
    t.claim(
        "who comes down on its head has a contact, and is lost by it", over.row.outcome == LOST
        and np.isfinite(over.row.touchdown_speed_vertical)
        and t.cause(over) in ("contact_tilt", "tip_over", "hull_strike"),
        f"{t.cause(over)}, {over.row.touchdown_speed_vertical:.2f} m/s")
    beside = t.fly(
        f"campaign: {{cases: 1}}\nmoon: {{gravity: {FREE}, terrain: {{model: plane}}}}\n"
        f"vehicle: {{limits: {{landing_radius_m: 10}}}}\ntouchdown: {{model: rigid}}\n"
        f"start: {{touchdown: {{east_m: 1000, velocity_up_m_s: -1}}}}\n"
    )
    t.claim("1,000 m beside a landing radius of 10 m is off the corridor, however the case began",
            beside.row.outcome == LOST and t.cause(beside) == "off_corridor", t.cause(beside))
    for model in ("none", "rigid", "legs"):
        said = t.refused(
            f"campaign: {{cases: 1}}\ntouchdown: {{model: {model}}}\nmoon: {{gravity: {FREE}}}\n"
            f"start: {{site: {{height_m: -100}}}}\n"
        )
        t.claim(f"{model}: a start 100 m below the ground is refused", "below the ground" in said,
                said.splitlines()[-1][:160] if said else "flown")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    options = parser.parse_args()
    claims = Claims("validation")
    t = Told(Program(options.farside), claims)
    for check in (burns, engines, tanks, grounds):
        check(t)
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
