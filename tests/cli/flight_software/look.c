/* Flight software of the tests: comes down as it began, asks for a scan of the hazard lidar at the start and a second
 * one later, and holds both against level ground. It says that it means to land 3 m to the east. */
#include <farside/flight_software.h>
#include <math.h>
#include <stdlib.h>

#ifndef SEE_WRONG
#define SEE_WRONG(z, scan, site)
#endif
#ifndef SITE_X
#define SITE_X (z->estimate.position_L.x + 3.0)
#endif

typedef struct {
  double weight_N, asked, seen;
} memory;

int farside_flight_software_abi(void) { return FARSIDE_FLIGHT_SOFTWARE_ABI; }
size_t farside_flight_software_state_size(void) { return sizeof(memory); }

int farside_flight_software_init(void* state, const farside_known* known) {
  memory* m = state;
  m->weight_N = known->g_m_s2 * (known->dry_mass_kg + known->propellant_kg + known->rcs_propellant_kg);
  return 0;
}

int farside_flight_software_step(void* state, const farside_measurements* z, farside_commands* c) {
  memory* m = state;
  if (c->scan != 0.0) return 1;
  if (m->asked == 0.0 || (m->asked == 1.0 && z->time_s >= 2.0)) {
    c->scan = 1.0;
    m->asked += 1.0;
  }
  if (z->time_s >= 2.5 && m->seen != 2.0) return 3;
  c->engine_on = 1.0;
  c->thrust_N = m->weight_N;
  c->phase = FARSIDE_DESCENT;
  if ((z->cutoff_m.valid == 1.0 && z->cutoff_m.value < 0.5) || (z->contact.valid == 1.0 && z->contact.value == 1.0))
    c->cut_off = 1.0;
  return 0;
}

#ifndef WITHOUT_SEE
int farside_flight_software_see(void* state, const farside_measurements* z, const farside_scan* scan,
                                farside_site* site) {
  memory* m = state;
  const double height_m = z->estimate.position_L.z; /* of the centre of gravity over level ground, upright */
#ifndef UNCHECKED
  for (int r = 0; r < scan->rows; ++r) {
    for (int c = 0; c < scan->columns; ++c) {
      const double x = tan(scan->half_x_rad * ((2.0 * c + 1.0) / scan->columns - 1.0));
      const double y = tan(scan->half_y_rad * ((2.0 * r + 1.0) / scan->rows - 1.0));
      const double range_m = height_m * sqrt(1.0 + x * x + y * y);
      if (!(fabs(scan->range_m[r * scan->columns + c] - range_m) < 1e-3)) return 10;
    }
  }
#endif
  m->seen += 1.0;
  site->result = FARSIDE_FOUND;
  site->position_L.x = SITE_X;
  site->position_L.y = z->estimate.position_L.y;
  site->position_L.z = 0.0;
  site->hazard = 0.25;
#ifdef WRONG_SITE
  site->result = 0.0;
#endif
  if (m->seen == 2.0) {
    SEE_WRONG(z, scan, site);
  }
  return 0;
}
#endif
