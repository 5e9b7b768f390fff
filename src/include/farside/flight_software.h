#pragma once
/*
 * Your own flight software in farside: a shared object with the functions at the end of this file, named by
 * gnc.library in a campaign. It is asked once a control period (gnc.control.period_s) of each case, is told what
 * sensors measure and what is known on board, and says what engine and thrusters shall do. It never sees the truth.
 *
 * Cases fly beside each other, in any order, in several processes, and may be flown again alone. So all that it
 * remembers is in the block of memory that it is given, one for each case, and what it says depends on nothing else: no
 * static variables, no clock, no random numbers. Then its rows are the same bits on every machine.
 *
 * Units are SI and radians. Everything is a double; flags are 1 or 0. Frames:
 *   I  inertial: the Moon's axes as they were at ignition, origin in its centre
 *   M  the Moon's own axes, which turn with it about z: by rotation_rate_rad_s times the time since ignition from I
 *   L  the site: x east, y north, z up at the target, which is the origin; fixed to the Moon
 *   B  the body: origin in the middle of the pad plane, z opposite to the exhaust of the main engine
 * v_X of a name is a vector in axes of X. q_XB turns vectors of B into X: v_X = q v_B q*.
 */
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Changes whenever a struct or a function of this file does. */
#define FARSIDE_FLIGHT_SOFTWARE_ABI 2

typedef struct {
  double x, y, z;
} farside_vector;

typedef struct {
  double w, x, y, z;
} farside_quaternion;

/* What a sensor says. It is NaN unless `valid` is 1; age_s: how long ago it was taken. */
typedef struct {
  double value, valid, age_s;
} farside_reading;

typedef struct {
  farside_vector value;
  double valid, age_s;
} farside_vector_reading;

typedef struct {
  farside_quaternion value;
  double valid, age_s;
} farside_attitude_reading;

/* What farside's own navigation (gnc.navigation.mode) makes of the same measurements: what its own guidance is told. */
typedef struct {
  farside_vector position_L, velocity_L; /* of the centre of gravity, relative to the Moon */
  double mass_kg;
  double height_m; /* of the pad plane above the ground; NaN where it isn't known */
  farside_quaternion q_LB;
  farside_vector w_IB_B;    /* how fast the vehicle turns, in inertial space */
  farside_vector gravity_L; /* that acts on it there, with the apparent forces of the turning site */
  farside_vector up_L;      /* local vertical */
} farside_estimate;

/* Readings of the guidance period (gnc.guidance.period_s) come with the first control period of it, those of the
 * accelerometers and gyros each time for the period that is over, cutoff sensor and contact switches near the ground.
 */
typedef struct {
  double time_s;                            /* since ignition */
  farside_quaternion q_IB;                  /* attitude; NaN by navigation `filter`, which has to find it */
  farside_vector w_IB_B;                    /* rate: known, or by `filter` what the gyros measure */
  farside_vector_reading velocity_change_B; /* accelerometers: over the last control period, without gravity */
  farside_reading height_m;                 /* altimeter: pad plane above the ground, along the vertical */
  farside_vector_reading velocity_B;        /* velocimeter: over the ground */
  farside_reading cutoff_m;                 /* cutoff sensor: pad plane above the ground */
  farside_reading contact;                  /* switches in the pads: 1 closed, 0 open */
  /* by navigation `filter` alone */
  farside_vector_reading angle_change_B; /* gyros: rotation vector of the last control period */
  farside_attitude_reading star_tracker_IB;
  farside_reading range_m[2];     /* altimeter, along altimeter_beam_B, from the middle of the pad plane */
  farside_reading closing_m_s[4]; /* velocimeter, along velocimeter_beam_B: speed of that point towards the ground */
  farside_vector_reading place_L; /* terrain camera: east and north of the target */
  /* by navigation `perfect` alone: as it is */
  farside_vector_reading position_L, velocity_L; /* of the centre of gravity, relative to the Moon */
  farside_reading mass_kg;
  farside_reading pad_height_m; /* pad plane above the ground */
  farside_estimate estimate;    /* always */
} farside_measurements;

/* gnc.navigation.mode */
#define FARSIDE_PERFECT 0.0
#define FARSIDE_INERTIAL 1.0
#define FARSIDE_FILTER 2.0

/* What is known on board before the flight: nominal values, the same in all cases. */
typedef struct {
  double control_period_s, guidance_period_s;
  double navigation;                                 /* FARSIDE_PERFECT and so on */
  double gm_m3_s2;                                   /* gravity of the Moon; of the gravity model `uniform`: 0 */
  double g_m_s2;                                     /* of the gravity model `uniform` alone, else 0 */
  double radius_m;                                   /* from the Moon's centre to the target */
  double rotation_rate_rad_s;                        /* of the Moon; 0 where moon.rotation is false */
  farside_vector east_M, north_M, up_M;              /* axes of L */
  farside_vector start_position_I, start_velocity_I; /* at ignition, of the centre of gravity */
  double dry_mass_kg, propellant_kg, rcs_propellant_kg, unusable_propellant_kg;
  farside_vector cg_B;      /* with empty main tanks */
  double cg_z_full_m;       /* its z with full ones; between them linear in the propellant */
  farside_vector inertia_B; /* moments of inertia: inertia_B + mass gyration_B */
  farside_vector gyration_B;
  double thrust_max_N, thrust_min_N;
  double isp_s, isp_droop, isp_droop_exponent; /* at throttle u: isp_s (1 - isp_droop (1 - u)^exponent) */
  double delay_s, lag_s, rate_max_N_s;         /* from a command to thrust */
  double cutoff_delay_s, tail_off_s;           /* from a cutoff to none */
  farside_vector engine_position_B;
  farside_vector torque_max_B;                               /* of the thrusters */
  double cutoff_range_max_m;                                 /* from where on the cutoff sensor answers */
  farside_vector altimeter_beam_B[2], velocimeter_beam_B[4]; /* as built */
} farside_known;

/* Who turns the vehicle: farside's own control (gnc.control), which turns the thrust to direction_L and holds the
 * heading; or torque_B is what the thrusters are asked for. With gnc.control.mode off there are no thrusters. */
#define FARSIDE_POINTING 0.0
#define FARSIDE_TORQUE 1.0

/* Phases of the table and of the columns phase_...; the numbers of one's own needn't follow each other. */
#define FARSIDE_IGNITION 0.0
#define FARSIDE_BRAKING 1.0
#define FARSIDE_ADJUST 2.0
#define FARSIDE_APPROACH 3.0
#define FARSIDE_HOVER 4.0
#define FARSIDE_TRANSLATION 5.0
#define FARSIDE_DESCENT 6.0

/* They come as they were commanded last, at first with the engine off and upright; but engine_wait_s is 0,
 * engine_for_s FARSIDE_FOR_EVER, torque_B 0, attitude FARSIDE_POINTING and scan 0 each time. A number that isn't finite
 * or isn't what is said here is a failure of the software. */
#define FARSIDE_FOR_EVER 1e30
typedef struct {
  double engine_on;           /* 1 or 0 */
  double thrust_N;            /* while it is on, 0 or more; the engine keeps to its own range */
  double engine_wait_s;       /* from now until it is told so; less than a control period */
  double engine_for_s;        /* from now until it goes off by itself, more than engine_wait_s */
  farside_vector torque_B;    /* of FARSIDE_TORQUE; thrusters give what they can */
  farside_vector direction_L; /* of FARSIDE_POINTING: of the thrust, any length from 1e-100 to 1e100; 0: don't turn */
  double attitude;            /* FARSIDE_POINTING or FARSIDE_TORQUE */
  double cut_off;             /* 1: the engine goes off for good, and what follows is free fall */
  double phase;               /* FARSIDE_BRAKING, FARSIDE_DESCENT, ... */
  double scan;                /* 1: the hazard lidar scans when the next guidance period begins */
} farside_commands;

/* A scan of the hazard lidar (gnc.avoidance.mode: lidar): a range a sample, from the centre of gravity, of one moment.
 * Sample (row, column) looks along -z of B, turned by half_x_rad ((2 column + 1) / columns - 1) towards x and by
 * half_y_rad ((2 row + 1) / rows - 1) towards y: along (tan, tan, -1). */
typedef struct {
  int columns, rows;
  double half_x_rad, half_y_rad; /* from the middle to the edges of the field */
  const double* range_m;         /* [row * columns + column]; NaN: no answer; there until the call is over */
} farside_scan;

/* What the software makes of a scan, for the columns of `avoidance`, where it is held against the truth. A place that
 * isn't on the Moon and a number that is infinite are failures of the software. */
#define FARSIDE_FOUND 1.0       /* a place without hazards */
#define FARSIDE_LEAST_BAD 2.0   /* there is none; this is the best of what there is */
#define FARSIDE_UNREACHABLE 3.0 /* they are all too far away; this is the best within reach */
typedef struct {
  double result;             /* one of these three */
  farside_vector position_L; /* of the ground where it means to land */
  /* as it sees the place; NaN, as they come: it doesn't say */
  double hazard; /* above 1: something there is over a limit */
  double slope_rad, roughness_m;
  double clearance_m; /* to the nearest hazard */
} farside_site;

#if defined(__GNUC__)
#define FARSIDE_EXPORT __attribute__((visibility("default")))
#else
#define FARSIDE_EXPORT
#endif

/* The shared object defines these four, and a fifth if it asks for scans. */

/* FARSIDE_FLIGHT_SOFTWARE_ABI */
FARSIDE_EXPORT int farside_flight_software_abi(void);

/* Bytes that it needs to remember of a case, at most FARSIDE_STATE_MAX. */
#define FARSIDE_STATE_MAX 1048576
FARSIDE_EXPORT size_t farside_flight_software_state_size(void);

/* A case begins. `state` is as large as that, filled with 0 and aligned to 64 bytes. What isn't 0 as a result says that
 * the software gives up, here and below. */
FARSIDE_EXPORT int farside_flight_software_init(void* state, const farside_known* known);

/* A control period begins. */
FARSIDE_EXPORT int farside_flight_software_step(void* state, const farside_measurements* measurements,
                                                farside_commands* commands);

/* The scan that the last step has asked for; needed with gnc.avoidance.mode: lidar alone. The step of the same moment
 * comes next. */
FARSIDE_EXPORT int farside_flight_software_see(void* state, const farside_measurements* measurements,
                                               const farside_scan* scan, farside_site* site);

#ifdef __cplusplus
}
#endif
