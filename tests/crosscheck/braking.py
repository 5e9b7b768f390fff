#!/usr/bin/env python3
"""The braking of Chang'e-4 beside Basilisk: the thrust that farside's history tells, step by step, on Basilisk's
spacecraft and gravity.

Over a Moon that doesn't turn, of mass and oblateness. Basilisk gets the history's mean thrust vector and mass flow of
each 0.1 s and finds its own way: what is compared is dynamics, gravity and mass, not guidance.

usage: braking.py --farside PROGRAM
"""
import argparse
import math
import sys
from pathlib import Path

import numpy as np
from Basilisk.architecture import messaging
from Basilisk.simulation import extForceTorque, fuelTank, gravityEffector, spacecraft, sphericalHarmonicsGravityModel
from Basilisk.utilities import SimulationBaseClass, macros

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/validation"))
from flown import Claims, Program  # noqa: E402

G0 = 9.80665
GM, J2, J2_RADIUS = 4.9028001224453001e12, 2.0323e-4, 1738000.0
LATITUDE, LONGITUDE = math.radians(-45.5), math.radians(177.6)
SITE_RADIUS = 1737400.0
STEP_S, ISP_S = 0.1, 308.0
SETTINGS = [
    "dispersions=", "requirements=", "campaign.cases=1", "moon.rotation=false", "moon.gravity.model=j2",
    f"moon.gravity.gm_m3_s2={GM!r}", f"moon.gravity.j2={J2}", f"moon.gravity.reference_radius_m={J2_RADIUS}",
    "moon.terrain.model=sphere", f"site.lat_deg={math.degrees(LATITUDE)!r}",
    f"site.lon_deg={math.degrees(LONGITUDE)!r}", "site.elevation_m=0", "vehicle.thrusters.uses_propellant=false",
    "vehicle.engine.isp_droop=0", f"vehicle.engine.isp_s={ISP_S}"
]


def site_axes():
    """Rows: east, north, up of the target in the Moon's axes."""
    s, c = math.sin(LATITUDE), math.cos(LATITUDE)
    up = np.array([c * math.cos(LONGITUDE), c * math.sin(LONGITUDE), s])
    east = np.array([-math.sin(LONGITUDE), math.cos(LONGITUDE), 0.0])
    return np.array([east, np.cross(up, east), up])


class Lander:
    """A point of variable mass in Basilisk."""

    def __init__(self, position, velocity, mass, dry_mass):
        self.simulation = SimulationBaseClass.SimBaseClass()
        process = self.simulation.CreateNewProcess("braking")
        process.addTask(self.simulation.CreateNewTask("fly", macros.sec2nano(STEP_S)))
        self.body = spacecraft.Spacecraft()
        self.body.hub.mHub = dry_mass
        self.body.hub.r_BcB_B = [0.0, 0.0, 0.0]
        self.body.hub.IHubPntBc_B = np.diag([1000.0] * 3).tolist()
        self.body.hub.r_CN_NInit, self.body.hub.v_CN_NInit = position, velocity

        self.harmonics = sphericalHarmonicsGravityModel.SphericalHarmonicsGravityModel()
        self.harmonics.maxDeg = 2
        self.harmonics.muBody, self.harmonics.radEquator = GM, J2_RADIUS
        self.harmonics.cBar = [[1.0], [0.0, 0.0], [-J2 / math.sqrt(5.0), 0.0, 0.0]]
        self.harmonics.sBar = [[0.0], [0.0, 0.0], [0.0, 0.0, 0.0]]
        self.moon = gravityEffector.GravBodyData()
        self.moon.planetName, self.moon.isCentralBody = "moon_planet_data", True
        self.moon.mu, self.moon.radEquator, self.moon.gravityModel = GM, J2_RADIUS, self.harmonics
        self.body.gravField.gravBodies = spacecraft.GravBodyVector([self.moon])

        self.tank_model = fuelTank.FuelTankModelConstantVolume()
        self.tank_model.propMassInit = self.tank_model.maxFuelMass = mass - dry_mass
        self.tank_model.radiusTankInit = 0.0
        self.tank_model.r_TcT_TInit = [[0.0], [0.0], [0.0]]
        self.tank = fuelTank.FuelTank()
        self.tank.setTankModel(self.tank_model)
        self.tank.setUpdateOnly(True)
        self.flow = messaging.MassFlowRateMsg()
        self.tank.fuelLeakRateInMsg.subscribeTo(self.flow)
        self.body.addStateEffector(self.tank)

        self.engine = extForceTorque.ExtForceTorque()
        self.force = messaging.CmdForceInertialMsg()
        self.engine.cmdForceInertialInMsg.subscribeTo(self.force)
        self.body.addDynamicEffector(self.engine)
        for model in (self.engine, self.tank, self.body):
            self.simulation.AddModelToTask("fly", model)
        self.initialised = False

    def step(self, count, force, flow):
        """The step before time `count` STEP_S."""
        self.force.write(messaging.CmdForceInertialMsgPayload(forceRequestInertial=force.tolist()))
        self.flow.write(messaging.MassFlowRateMsgPayload(massFlowRate=flow))
        if not self.initialised:
            self.simulation.InitializeSimulation()
            self.initialised = True
        self.simulation.ConfigureStopTime(macros.sec2nano(count * STEP_S))
        self.simulation.ExecuteSimulation()

    def position_velocity(self):
        state = self.body.scStateOutMsg.read()
        return np.array(state.r_CN_N), np.array(state.v_CN_N)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--farside", required=True, type=Path)
    program, claims = Program(parser.parse_args().farside), Claims("crosscheck")
    flown = program.fly(ROOT / "configs/change4_blind.yaml", *SETTINGS)
    h = flown.history()
    axes = site_axes()
    position = axes.T @ np.array([h["east"], h["north"], h["up"] + SITE_RADIUS])
    velocity = axes.T @ np.array([h["velocity_east"], h["velocity_north"], h["velocity_up"]])
    w, x, y, z = (h[f"quaternion_{k}"] for k in "wxyz")
    axis = axes.T @ np.array([2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)])
    flow = -np.diff(h["mass"]) / STEP_S
    thrust = flow * ISP_S * G0 * 0.5 * (axis[:, :-1] + axis[:, 1:]
                                        )  # the engine's mean over each step, as the mass tells it
    steps = round(flown.row.phase_time[2] / STEP_S)  # the phase after the braking: adjust
    assert np.allclose(h["time"][:steps + 1],
                       np.arange(steps + 1) * STEP_S, atol=1e-9), "the history isn't in steps of 0.1 s"

    lander = Lander(position[:, 0], velocity[:, 0], float(h["mass"][0]), 1000.0)
    for k in range(steps):
        lander.step(k + 1, thrust[:, k], float(flow[k]))
    r, v = lander.position_velocity()
    away, faster = np.linalg.norm(r - position[:, steps]), np.linalg.norm(v - velocity[:, steps])
    burnt, way = h["mass"][0] - h["mass"][steps], np.linalg.norm(position[:, steps] - position[:, 0])
    claims(
        "braking: Basilisk comes to within 1 m with the same thrust", away <= 1.0,
        f"{away:.3f} m and {faster * 1000:.2f} mm/s apart after {steps * STEP_S:.0f} s, {way / 1000:.0f} km and "
        f"{burnt:.0f} kg"
    )
    return 1 if claims.failures else 0


if __name__ == "__main__":
    sys.exit(main())
