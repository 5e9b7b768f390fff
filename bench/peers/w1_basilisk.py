"""W1 in Basilisk: spacecraft, spherical-harmonic gravity, fuel tank, external force and torque, flight software at 10
Hz.

The flight software is a NumbaModel (Basilisk's compiled Python module), so no Python runs between the start of a
landing and its end. One SimBaseClass is built for each landing, as Basilisk's own Monte Carlo controller does.
"""

import math

import numpy as np
from Basilisk.architecture import messaging
from Basilisk.architecture.numbaModel import NumbaModel
from Basilisk.simulation import extForceTorque, fuelTank, gravityEffector, spacecraft, sphericalHarmonicsGravityModel
from Basilisk.utilities import RigidBodyKinematics, SimulationBaseClass, macros

import answers
import peer
from samples import w1_samples
from w1_flight import G0, ISP, J2, J2_RADIUS, JX, JY, JZ, MOON_RADIUS, MU, START_DCM
from w1_flight import guide, report, start_states, steer, thrust_directions

STEP_S = 0.1
DRY_MASS = 1000.0  # kg, on the hub; what is above it is in the tank
FIRST_STOP_S, NEXT_STOP_S, LAST_STOP_S = 690.0, 0.1, 2000.0  # the landing module is looked at in between


class FlightSoftware(NumbaModel):
    """Guidance at 1 Hz and control at 10 Hz on the true state; also notes the state at touchdown."""

    def __init__(self, dispersion, direction, mass):
        super().__init__()
        self.stateInMsg = messaging.SCStatesMsgReader()
        self.tankInMsg = messaging.FuelTankMsgReader()
        self.forceOutMsg = messaging.CmdForceBodyMsg()
        self.torqueOutMsg = messaging.CmdTorqueBodyMsg()
        self.flowOutMsg = messaging.MassFlowRateMsg()
        memory = self.memory
        memory.isp, memory.factor = ISP + dispersion[7], 1.0 + dispersion[8]
        memory.mis = direction
        memory.start_mass = mass
        memory.command = np.zeros(4)
        memory.before = np.zeros(7)  # r, v, height of the step before
        memory.landed = np.zeros(14)  # t, r, v, sigma, w, m
        memory.done = 0

    @staticmethod
    def UpdateStateImpl(stateInMsgPayload, tankInMsgPayload, forceOutMsgPayload, torqueOutMsgPayload, flowOutMsgPayload,
                        CurrentSimNanos, memory):
        if memory.done == 1:
            return
        state = stateInMsgPayload
        r, v, w, s = state.r_BN_N, state.v_BN_N, state.omega_BN_B, state.sigma_BN
        tick = np.int64(CurrentSimNanos // np.uint64(100000000))
        mass = memory.start_mass if tick == 0 else DRY_MASS + tankInMsgPayload.fuelMass
        height = math.sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]) - MOON_RADIUS
        if height <= 0.0 and tick > 0:
            f = memory.before[6] / (memory.before[6] - height)
            memory.landed[0] = (tick - 1 + f) * STEP_S
            for i in range(3):
                memory.landed[1 + i] = memory.before[i] + f * (r[i] - memory.before[i])
                memory.landed[4 + i] = memory.before[3 + i] + f * (v[i] - memory.before[3 + i])
                memory.landed[7 + i] = s[i]
                memory.landed[10 + i] = w[i]
            memory.landed[13] = mass
            memory.done = 1
            return
        for i in range(3):
            memory.before[i] = r[i]
            memory.before[3 + i] = v[i]
        memory.before[6] = height

        if tick % 10 == 0:
            held = (memory.command[0], memory.command[1], memory.command[2], memory.command[3])
            command = guide(tick // 10, r[0], r[1], r[2], v[0], v[1], v[2], mass, held)
            for i in range(4):
                memory.command[i] = command[i]
        # d = [BN] u with the modified Rodrigues parameters s: u + (8 s x (s x u) - 4 (1 - s.s) s x u) / (1 + s.s)^2
        ux, uy, uz = memory.command[1], memory.command[2], memory.command[3]
        s2 = s[0] * s[0] + s[1] * s[1] + s[2] * s[2]
        cx, cy, cz = s[1] * uz - s[2] * uy, s[2] * ux - s[0] * uz, s[0] * uy - s[1] * ux
        ex, ey = s[1] * cz - s[2] * cy, s[2] * cx - s[0] * cz
        scale = 1.0 / ((1.0 + s2) * (1.0 + s2))
        dx = ux + (8.0 * ex - 4.0 * (1.0 - s2) * cx) * scale
        dy = uy + (8.0 * ey - 4.0 * (1.0 - s2) * cy) * scale
        tx, ty, tz = steer(dx, dy, w[0], w[1], w[2])
        thrust = memory.command[0] * memory.factor
        for i in range(3):
            forceOutMsgPayload.forceRequestBody[i] = thrust * memory.mis[i]
        torqueOutMsgPayload.torqueRequestBody[0] = tx + thrust * memory.mis[1]
        torqueOutMsgPayload.torqueRequestBody[1] = ty - thrust * memory.mis[0]
        torqueOutMsgPayload.torqueRequestBody[2] = tz
        flowOutMsgPayload.massFlowRate = thrust / (memory.isp * G0)


class Landing:
    """One landing's simulation; attributes keep every module alive while Basilisk points to it."""

    def __init__(self, dispersion, r, v, mass, direction):
        self.simulation = SimulationBaseClass.SimBaseClass()
        process = self.simulation.CreateNewProcess("landing")
        process.addTask(self.simulation.CreateNewTask("fly", macros.sec2nano(STEP_S)))

        self.lander = spacecraft.Spacecraft()
        self.lander.hub.mHub = DRY_MASS
        self.lander.hub.r_BcB_B = [0.0, 0.0, 0.0]
        self.lander.hub.IHubPntBc_B = [[JX, 0.0, 0.0], [0.0, JY, 0.0], [0.0, 0.0, JZ]]
        self.lander.hub.r_CN_NInit = r
        self.lander.hub.v_CN_NInit = v
        self.lander.hub.sigma_BNInit = START_SIGMA
        self.lander.hub.omega_BN_BInit = [0.0, 0.0, 0.0]

        self.harmonics = sphericalHarmonicsGravityModel.SphericalHarmonicsGravityModel()
        self.harmonics.maxDeg = 2
        self.harmonics.muBody = MU
        self.harmonics.radEquator = J2_RADIUS
        # fully normalised: C20 = -J2 / sqrt(5)
        self.harmonics.cBar = [[1.0], [0.0, 0.0], [-J2 / math.sqrt(5.0), 0.0, 0.0]]
        self.harmonics.sBar = [[0.0], [0.0, 0.0], [0.0, 0.0, 0.0]]
        self.moon = gravityEffector.GravBodyData()
        self.moon.planetName = "moon_planet_data"
        self.moon.isCentralBody = True
        self.moon.mu = MU
        self.moon.radEquator = J2_RADIUS
        self.moon.gravityModel = self.harmonics
        self.lander.gravField.gravBodies = spacecraft.GravBodyVector([self.moon])

        # A tank without size at the centre of mass: it changes the mass and leaves the inertia alone.
        self.tank_model = fuelTank.FuelTankModelConstantVolume()
        self.tank_model.propMassInit = mass - DRY_MASS
        self.tank_model.maxFuelMass = mass - DRY_MASS
        self.tank_model.radiusTankInit = 0.0
        self.tank_model.r_TcT_TInit = [[0.0], [0.0], [0.0]]
        self.tank = fuelTank.FuelTank()
        self.tank.setTankModel(self.tank_model)
        self.tank.setUpdateOnly(True)
        self.lander.addStateEffector(self.tank)

        self.engine = extForceTorque.ExtForceTorque()
        self.lander.addDynamicEffector(self.engine)

        self.software = FlightSoftware(dispersion, direction, mass)
        self.software.stateInMsg.subscribeTo(self.lander.scStateOutMsg)
        self.software.tankInMsg.subscribeTo(self.tank.fuelTankOutMsg)
        self.engine.cmdForceBodyInMsg.subscribeTo(self.software.forceOutMsg)
        self.engine.cmdTorqueInMsg.subscribeTo(self.software.torqueOutMsg)
        self.tank.fuelLeakRateInMsg.subscribeTo(self.software.flowOutMsg)

        # Each tick: integrate to now, publish the tank, decide, take over the command for the next step.
        for priority, module in zip((40, 30, 20, 10), (self.lander, self.tank, self.software, self.engine)):
            self.simulation.AddModelToTask("fly", module, priority)

    def run(self):
        """The touchdown record of FlightSoftware."""
        self.simulation.InitializeSimulation()
        stop = FIRST_STOP_S
        while True:
            self.simulation.ConfigureStopTime(macros.sec2nano(stop))
            self.simulation.ExecuteSimulation()
            if self.software.memory.done:
                return np.array(self.software.memory.landed)
            stop += NEXT_STOP_S
            if stop > LAST_STOP_S:
                raise RuntimeError(f"no landing within {LAST_STOP_S} s")


START_SIGMA = RigidBodyKinematics.C2MRP(START_DCM.T)


def fly(samples):
    r, v, mass = start_states(samples)
    directions = thrust_directions(samples)
    out = np.array([Landing(*row).run() for row in zip(samples, r, v, mass, directions)])
    body_z = np.array([RigidBodyKinematics.MRP2C(sigma)[2] for sigma in out[:, 7:10]])
    return report(out[:, 0], out[:, 1:4], out[:, 4:7], body_z, out[:, 10:13], out[:, 13])


def check():
    return answers.check_w1(fly(w1_samples(4)), answers.W1_OTHER_VARIABLES)


if __name__ == "__main__":
    peer.main("basilisk", "W1", check, lambda count: fly(w1_samples(count)), default_cases=20)
