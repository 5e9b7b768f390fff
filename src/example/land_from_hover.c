/* Flight software that lands from some hundred metres: over to the target, down at a speed that falls with the height,
 * engine off a metre above the ground. It flies on the estimate of farside's own navigation, and turns the vehicle by
 * farside's own control: what is left is guidance, in 60 lines. landing.yaml flies it. */
#include <farside/flight_software.h>
#include <math.h>

typedef struct {
  double control_period_s;
  double thrust_min_N, thrust_max_N;
} memory; /* all that it remembers of a case */

static double clamp(double x, double least, double most) { return x < least ? least : x > most ? most : x; }

int farside_flight_software_abi(void) { return FARSIDE_FLIGHT_SOFTWARE_ABI; }

size_t farside_flight_software_state_size(void) { return sizeof(memory); }

int farside_flight_software_init(void* state, const farside_known* known) {
  memory* m = state;
  m->control_period_s = known->control_period_s;
  m->thrust_min_N = known->thrust_min_N;
  m->thrust_max_N = known->thrust_max_N;
  return 0;
}

int farside_flight_software_step(void* state, const farside_measurements* z, farside_commands* c) {
  const double response_s = 1.5;    /* in which an error of the velocity is taken off */
  const double place_s = 8.0;       /* and one of the place */
  const double aside_max_m_s = 2.0; /* fastest flight over the ground */
  const double tilt_max = 0.25;     /* horizontal over vertical acceleration */
  const double touchdown_m_s = 1.0; /* speed of the last metres */
  const double cutoff_m = 1.0;      /* pad plane above the ground */
  const memory* m = state;
  const farside_estimate* e = &z->estimate;

  /* The sensors that say when it is over. */
  if ((z->contact.valid == 1.0 && z->contact.value == 1.0) ||
      (z->cutoff_m.valid == 1.0 && z->cutoff_m.value < cutoff_m)) {
    c->cut_off = 1.0;
    c->direction_L = e->up_L; /* and it stays upright */
    return 0;
  }

  /* The velocity that is wanted here, and the acceleration that leads there. */
  const double height_m = e->height_m > 0.0 ? e->height_m : 0.0; /* not NaN either */
  const double down_m_s = clamp(0.15 * height_m, touchdown_m_s, 10.0);
  double east_m_s = -e->position_L.x / place_s, north_m_s = -e->position_L.y / place_s;
  const double aside_m_s = sqrt(east_m_s * east_m_s + north_m_s * north_m_s);
  if (aside_m_s > aside_max_m_s) {
    east_m_s *= aside_max_m_s / aside_m_s;
    north_m_s *= aside_max_m_s / aside_m_s;
  }
  if (height_m < 10.0) east_m_s = north_m_s = 0.0; /* straight down */
  const double up = (-down_m_s - e->velocity_L.z) / response_s - e->gravity_L.z;
  const double most = tilt_max * fabs(up);
  const double east = clamp((east_m_s - e->velocity_L.x) / response_s - e->gravity_L.x, -most, most);
  const double north = clamp((north_m_s - e->velocity_L.y) / response_s - e->gravity_L.y, -most, most);

  c->engine_on = 1.0;
  c->thrust_N = clamp(e->mass_kg * sqrt(east * east + north * north + up * up), m->thrust_min_N, m->thrust_max_N);
  c->direction_L.x = east;
  c->direction_L.y = north;
  c->direction_L.z = up > 0.1 ? up : 0.1; /* the thrust never points down */
  c->phase = height_m < 10.0 ? FARSIDE_DESCENT : FARSIDE_APPROACH;
  return 0;
}
