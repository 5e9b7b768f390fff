#include "unit/flight/legs_scene.h"

namespace farside::inline FARSIDE_ISA {

template class LegsLoop<double, flat_ground>;
template class LegsLoop<double, uneven_ground>;
template class LegsLoop<Lanes, flat_ground>;
template class LegsLoop<Lanes, uneven_ground>;

}  // namespace farside::inline FARSIDE_ISA
