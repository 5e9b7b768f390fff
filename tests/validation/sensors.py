#!/usr/bin/env python3
"""Sensors that are dead, biased or late: the landing follows what they say, not the truth. Chang'e-4 over level ground,
without other errors unless said.

usage: sensors.py --farside PROGRAM
"""
import argparse
import sys

import numpy as np

from flown import CHANGE4_BLIND, PHASES, Claims, Program
from point_mass_optimum import GM, SITE, SPHERE

LEVEL = ["moon.terrain.model=facet", "moon.terrain.slope_deg=0"]
NOMINAL = [*LEVEL, "dispersions=", "campaign.cases=1", "output.phases=states"]
GRAVITY = GM / (SPHERE + SITE)**2
CG_HEIGHT = 1.45             # m, above the pad plane
# cutoff delay and tail-off (vehicles/change4.yaml): so long the engine still carries the vehicle
STOPPING_S = 0.03 + 0.15
SAFE, LOST = 0, 2
SAME_GRAVITY = "moon.gravity.model=j2"  # what the lander reckons with
DEAD_CUTOFF = "sensors.cutoff.range_max_m=0"
CASES = 300


class Sensors:
    def __init__(self, program, claims):
        self.program, self.claims = program, claims
        self.nominal = self.fly().row

    def fly(self, *settings):
        return self.program.fly(CHANGE4_BLIND, *NOMINAL, *settings)

    def fly_all(self, *settings):
        """With what is shipped dispersed."""
        return self.program.fly(CHANGE4_BLIND, *LEVEL, f"campaign.cases={CASES}", "output.phases=none",
                                *settings).columns

    def claim(self, text, holds, detail=""):
        self.claims(f"sensors: {text}", bool(holds), detail)

    def attempt(self, text, check):
        """A check that can't be flown is a claim that doesn't hold."""
        try:
            check()
        except (RuntimeError, AttributeError, KeyError) as error:
            self.claim(text, False, f"{type(error).__name__} {str(error).splitlines()[-1][:200]}")

    def cause(self, flown):
        return flown.meanings("first_cause")[flown.row.first_cause]


def height_of(row, phase):
    """Of the pad plane at the start of a phase, over the site's level."""
    i = PHASES.index(phase)
    place = np.array([row.phase_east[i], row.phase_north[i], row.phase_up[i] + SPHERE + SITE], float)
    return np.linalg.norm(place) - SPHERE - SITE - CG_HEIGHT


def dead_altimeter(s):
    columns = s.fly_all("sensors.altimeter.height_max_m=0")
    safe = int((columns["outcome"] == SAFE).sum())
    # The height at ignition is wrong by 300 m, 1 sd, and grows. Too high by some 300 m is a long slow descent that the
    # cutoff sensor ends; more, and it runs dry; too low, and it flies into the ground.
    s.claim("without an altimeter six in ten landers are safe at most", safe <= 0.6 * CASES, f"{safe} of {CASES}")
    for radial in (-500, 500):
        flown = s.fly(SAME_GRAVITY, "sensors.altimeter.height_max_m=0",
                      f"dispersions=[{{path: start.descent.radial_m, constant: {{value: {radial}}}}}]")
        error = flown.row.nav_error_up
        # gravity is less, higher up: an error of the height grows
        s.claim(f"without one, {radial:+d} m at ignition is an error of the height all the way down", error * -radial
                > 500**2, f"{error:+.0f} m at the end")
        s.claim(f"without one, {radial:+d} m at ignition is no safe landing", flown.row.outcome != SAFE, s.cause(flown))


def biased_altimeter(s):
    flown = s.fly("sensors.altimeter.bias_m=-120")
    row, hover = flown.row, height_of(flown.row, "hover")
    s.claim("an altimeter 120 m too low has it hover at 220 m",
            abs(hover - height_of(s.nominal, "hover") - 120) < 3, f"{hover:.1f} m")
    s.claim("but the cutoff sensor tells the ground, and it lands safe", row.outcome == SAFE,
            f"{row.touchdown_speed_vertical:.2f} m/s, {s.cause(flown)}")
    s.claim("cut off at the height at which the nominal one is, within 5 cm",
            abs(row.cutoff_height - s.nominal.cutoff_height) < 0.05,
            f"{row.cutoff_height:.3f} of {s.nominal.cutoff_height:.3f} m")
    more, late = row.propellant_used - s.nominal.propellant_used, row.touchdown_time - s.nominal.touchdown_time
    s.claim("for what 120 m more of slow descent burn, 40 to 80 kg", 40 < more < 80, f"{more:.1f} kg, {late:.0f} s")
    flown = s.fly("sensors.altimeter.bias_m=120")
    s.claim("an altimeter 120 m too high flies it into the ground", flown.row.outcome == LOST
            and s.cause(flown) == "hard_contact_vertical",
            f"{flown.row.touchdown_speed_vertical:.1f} m/s, {s.cause(flown)}")


def late_altimeter(s):
    row = s.fly("sensors.altimeter.latency_s=2").row
    low = height_of(row, "hover") - height_of(s.nominal, "hover")
    s.claim("an altimeter 2 s late still has it hover within 10 m", abs(low) < 10, f"{low:+.2f} m")
    s.claim("but not where one in time has it", abs(low) > 1e-3, f"{low:+.4f} m")


def dead_velocimeter(s):
    # Body y points across the track all the way: a bias of its accelerometer is a speed across that nothing corrects.
    bias, rate = 4.9e-4, np.sqrt(GM / (SPHERE + SITE + 10000)**3)
    blind = s.fly(SAME_GRAVITY, "sensors.velocimeter.height_max_m=0", f"sensors.imu.bias_y_m_s2={bias}").row
    seeing = s.fly(SAME_GRAVITY, f"sensors.imu.bias_y_m_s2={bias}").row
    speed = bias * np.sin(rate * blind.touchdown_time) / rate
    found = blind.touchdown_speed_horizontal
    s.claim("without a velocimeter it comes down with what the accelerometer's bias makes of the speed, within 5 %",
            abs(found / speed - 1) < 0.05,
            f"{found:.3f} of {speed:.3f} m/s; with one {seeing.touchdown_speed_horizontal:.3f}")
    blind, seeing = s.fly_all("sensors.velocimeter.height_max_m=0"), s.fly_all()
    fast = [np.nanmedian(columns["touchdown_speed_horizontal"]) for columns in (blind, seeing)]
    s.claim("without one the landers come down with five times the speed across", fast[0] > 5 * fast[1],
            f"median {fast[0]:.2f} against {fast[1]:.2f} m/s")
    safe = [int((columns["outcome"] == SAFE).sum()) for columns in (blind, seeing)]
    s.claim("and fewer are safe", safe[0] < safe[1] - 5, f"{safe[0]} against {safe[1]} of {CASES}")


def cutoff_height(s):
    for height in (10, 15, 20, 30):
        flown = s.fly(f"gnc.guidance.cutoff_height_m={height}", "sensors.cutoff.range_max_m=60")
        row, free = flown.row, PHASES.index("free_fall")
        # the descent, in which alone it may be cut off, begins at 30 m and within a period of guidance
        room = 0.2 if height < 30 else 2
        s.claim(f"cut off at {height} m when told so, within {room:g} m",
                abs(row.cutoff_height - height) < room, f"{row.cutoff_height:.2f} m")
        down = -row.phase_velocity_up[free]
        fall = np.sqrt(down**2 + 2 * GRAVITY * (row.cutoff_height - down * STOPPING_S))
        s.claim(f"and falls from {height} m as gravity has it, within 2 %",
                abs(row.touchdown_speed_vertical / fall - 1) < 0.02,
                f"{row.touchdown_speed_vertical:.3f} of {fall:.3f} m/s")
        s.claim(f"which is lost by early_cutoff, from {height} m", row.outcome == LOST
                and s.cause(flown) == "early_cutoff", s.cause(flown))


def cutoff_sensor(s):
    nominal = s.nominal.cutoff_height
    down = -s.nominal.phase_velocity_up[PHASES.index("free_fall")]
    row = s.fly("sensors.cutoff.bias_m=0.5").row
    s.claim("a cutoff sensor 0.5 m too high cuts 0.5 m lower, within 2 cm",
            abs(nominal - row.cutoff_height - 0.5) < 0.02, f"{row.cutoff_height:.3f} of {nominal - 0.5:.3f} m")
    row = s.fly("sensors.cutoff.latency_s=0.5").row
    s.claim("one that is 0.5 s late cuts lower by what it sinks in that time, within 5 cm",
            abs(nominal - row.cutoff_height - 0.5 * down) < 0.05,
            f"{row.cutoff_height:.3f} of {nominal - 0.5 * down:.3f} m")
    flown = s.fly("sensors.cutoff.false_height_m=12")
    s.claim("one that trips falsely at 12 m drops it from there: early_cutoff", flown.row.outcome == LOST
            and s.cause(flown) == "early_cutoff" and abs(flown.row.cutoff_height - 12) < 0.3,
            f"{flown.row.cutoff_height:.2f} m, {s.cause(flown)}")
    row = s.fly(DEAD_CUTOFF).row
    # contact stops the engine: no fall, the speed of the descent
    s.claim(
        "without one the switches in the pads stop the engine, and it lands at the speed of its descent, within 5 cm/s",
        row.outcome == SAFE and abs(row.touchdown_speed_vertical - down) < 0.05,
        f"{row.touchdown_speed_vertical:.3f} of {down:.3f} m/s")


def contact_switches(s):
    flown = s.fly("sensors.contact.false_height_m=25")
    s.claim("switches that close falsely at 25 m drop it from there: early_cutoff", flown.row.outcome == LOST
            and s.cause(flown) == "early_cutoff" and abs(flown.row.cutoff_height - 25) < 0.3,
            f"{flown.row.cutoff_height:.2f} m, {s.cause(flown)}")
    row = s.fly("sensors.contact.works=0").row
    s.claim("switches that don't close change nothing where the cutoff sensor answers", row.outcome == SAFE
            and abs(row.touchdown_speed_vertical - s.nominal.touchdown_speed_vertical) < 1e-9,
            f"{row.touchdown_speed_vertical:.4f} m/s")

    def thrust_after_contact(*settings):
        flown = s.fly(DEAD_CUTOFF, *settings)
        history = flown.history()
        after = history["time"] > flown.row.touchdown_time + 1
        return flown, (history["thrust"][after].max() if after.any() else np.nan)

    flown, thrust = thrust_after_contact()
    s.claim("with a dead cutoff sensor contact stops the engine within a second", thrust < 10, f"{thrust:.0f} N")
    for text, *settings in (("software that doesn't listen to contact", "gnc.guidance.contact_stops_engine=false"),
                            ("dead switches", "sensors.contact.works=0")):
        # Surveyor 3 landed with its engines on, lifted off again and came down two times more
        flown, thrust = thrust_after_contact(*settings)
        s.claim(f"with {text} and a dead cutoff sensor the engine burns on after contact", thrust > 1000,
                f"{thrust:.0f} N a second later")
        s.claim(f"which is no safe landing, with {text}", flown.row.outcome != SAFE, s.cause(flown))
        history = flown.history()
        later = history["time"] > flown.row.touchdown_time
        off = (np.diff((history["pads_in_contact"][later] > 0).astype(int)) < 0).sum()
        s.claim(f"but lifts off again, with {text}", off >= 1, f"{off} times")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True)
    options = parser.parse_args()
    claims = Claims("validation")
    s = Sensors(Program(options.farside), claims)
    s.claim("with all of them it lands safe", s.nominal.outcome == SAFE,
            f"{s.nominal.touchdown_speed_vertical:.2f} m/s")
    for check in (dead_altimeter, biased_altimeter, late_altimeter, dead_velocimeter, cutoff_height, cutoff_sensor,
                  contact_switches):
        s.attempt(check.__name__, lambda check=check: check(s))
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
