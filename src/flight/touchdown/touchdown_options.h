#pragma once
// How the touchdown is computed: choices that all cases share.
#include <cstdint>

#include "base/field.h"

namespace farside {

enum class TouchdownModel : std::int32_t { none, rigid, legs };

// Spelled as in YAML, in the order of the enum.
inline constexpr const char* touchdown_model_names[] = {"none", "rigid", "legs"};

struct TouchdownOptions {
  TouchdownModel model = TouchdownModel::rigid;
  double step_s = 0.001;
  double legs_step_s = 0.0005;
  double time_max_s = 60.0;
  double handover_height_m = 0.3;
  double load_window_s = 0.005;
  bool stop_at_rest = true;

  template <class V>
  static void fields(V& v) {
    v.choice("model", &TouchdownOptions::model, touchdown_model_names,
             "`legs`: hull on crushable struts, pads on soil; `rigid`: hull and four pads with penalty contact; "
             "`none`: a case ends when "
             "the CG meets the ground");
    v.real("step_s", &TouchdownOptions::step_s, unit::second, {1e-6, 0.01},
           "`rigid`: integration step (semi-implicit Euler)");
    v.real("legs_step_s", &TouchdownOptions::legs_step_s, unit::second, {1e-7, 0.001},
           "`legs`: integration step (semi-implicit Euler)");
    v.real("time_max_s", &TouchdownOptions::time_max_s, unit::second, {0.01, 1000},
           "longest time on the ground that is simulated; a case still moving then, or whose engine is still on, is "
           "not_at_rest");
    v.real("handover_height_m", &TouchdownOptions::handover_height_m, unit::metre, {0, 100},
           "height of the lowest pad at which the descent hands over");
    v.real("load_window_s", &TouchdownOptions::load_window_s, unit::second, {1e-6, 1},
           "peak_load is the largest mean over such windows");
    v.flag("stop_at_rest", &TouchdownOptions::stop_at_rest, "end a case when it has come to rest");
  }
};

}  // namespace farside
