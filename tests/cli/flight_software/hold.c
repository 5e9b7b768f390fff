/* Flight software of the tests: comes down as it began, and stops its engine near the ground. Compiled with some
 * macros it goes wrong, by what it believes of its speed towards east. */
#include <farside/flight_software.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef ABI
#define ABI FARSIDE_FLIGHT_SOFTWARE_ABI
#endif
#ifndef STATE_SIZE
#define STATE_SIZE sizeof(memory)
#endif
#ifndef GO_WRONG
#define GO_WRONG(z, c)
#endif
#ifdef LOAD
__attribute__((constructor)) static void load(void) { LOAD; }
#endif

typedef struct {
  double weight_N, begun, calls;
} memory;

int farside_flight_software_abi(void) { return ABI; }
size_t farside_flight_software_state_size(void) { return STATE_SIZE; }

#ifndef WITHOUT_INIT
int farside_flight_software_init(void* state, const farside_known* known) {
  memory* m = state;
  if (m->begun != 0.0) return 1; /* not filled with 0 */
  m->begun = 1.0;
  m->weight_N = known->g_m_s2 * (known->dry_mass_kg + known->propellant_kg + known->rcs_propellant_kg);
  return 0;
}
#endif

int farside_flight_software_step(void* state, const farside_measurements* z, farside_commands* c) {
  memory* m = state;
  if (m->begun != 1.0) return 2;
  m->calls += 1.0;
  c->engine_on = 1.0;
  c->thrust_N = m->weight_N;
  c->phase = FARSIDE_DESCENT;
  if ((z->cutoff_m.valid == 1.0 && z->cutoff_m.value < 0.5) || (z->contact.valid == 1.0 && z->contact.value == 1.0))
    c->cut_off = 1.0;
  GO_WRONG(z, c);
  return 0;
}
