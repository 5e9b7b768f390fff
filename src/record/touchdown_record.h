#pragma once
// Of the touchdown, a part of LandingRecord: contact, what happened until rest, legs and energy, the place.
#include "record/leg_counts.h"

namespace farside {

// The first contact of a pad with the ground.
struct ContactRecord {
  double touchdown_time, touchdown_speed_vertical, touchdown_speed_horizontal, touchdown_tilt, touchdown_rate;

  template <class V>
  static void columns(V& v) {
    v.column("touchdown_time", &ContactRecord::touchdown_time, "s", "first pad contact, time from ignition");
    v.column("touchdown_speed_vertical", &ContactRecord::touchdown_speed_vertical, "m s-1",
             "speed of the CG at first pad contact, positive down");
    v.column("touchdown_speed_horizontal", &ContactRecord::touchdown_speed_horizontal, "m s-1",
             "horizontal speed of the CG over the ground at first pad contact");
    v.column("touchdown_tilt", &ContactRecord::touchdown_tilt, "deg",
             "angle of body z from the local vertical at first pad contact");
    v.column("touchdown_rate", &ContactRecord::touchdown_rate, "deg s-1", "angular rate at first pad contact");
  }
};

// From the first contact to rest.
struct RestRecord {
  double final_tilt, final_speed, peak_load, clearance_min, slide_distance;

  template <class V>
  static void columns(V& v) {
    v.column("final_tilt", &RestRecord::final_tilt, "deg", "angle of body z from the local vertical at rest");
    v.column("final_speed", &RestRecord::final_speed, "m s-1", "speed of the CG at the end, over the ground");
    v.column("peak_load", &RestRecord::peak_load, "m s-2", "largest 5 ms mean of the contact acceleration of the CG");
    v.column("clearance_min", &RestRecord::clearance_min, "m",
             "smallest height of the hull's lowest ring above the ground");
    v.column("slide_distance", &RestRecord::slide_distance, "m",
             "horizontal distance of the CG between first pad contact and rest");
  }
};

// How firmly it stands.
struct StabilityRecord {
  double stability_margin;

  template <class V>
  static void columns(V& v) {
    v.column("stability_margin", &StabilityRecord::stability_margin, "m",
             "distance of the CG, along the vertical, inside the edges between neighbouring pads at rest");
  }
};

// What only the model `legs` tells: its struts, and where the energy went.
struct LegsRecord {
  double sinkage[legs_max];  // NaN beyond the legs that the vehicle has
  double stroke_primary[legs_max], stroke_secondary[legs_max];
  double energy_touchdown, energy_struts, energy_soil, energy_friction, energy_residual;

  template <class V>
  static void columns(V& v) {
    v.column("sinkage", &LegsRecord::sinkage, "leg", "m", "penetration of the pad into the ground at rest");
    v.column("stroke_primary", &LegsRecord::stroke_primary, "leg", "m", "stroke used of the primary strut");
    v.column("stroke_secondary", &LegsRecord::stroke_secondary, "leg", "m",
             "stroke used of the two secondary struts, the largest in either direction");
    v.column("energy_touchdown", &LegsRecord::energy_touchdown, "J",
             "energy of motion at the start of the touchdown, and what gravity and thrust gave until its end");
    v.column("energy_struts", &LegsRecord::energy_struts, "J", "energy that went into the struts");
    v.column("energy_soil", &LegsRecord::energy_soil, "J",
             "energy that went into the ground under pads and hull, without the pads' friction");
    v.column("energy_friction", &LegsRecord::energy_friction, "J",
             "energy that went into friction between pads and ground");
    v.column("energy_residual", &LegsRecord::energy_residual, "J", "energy of motion left at the end");
  }
};

// Where the pads of the model `legs` came to rest. Places are those of the ground, as the raster of a case has them.
struct PadsRecord {
  double pad_east[legs_max], pad_north[legs_max], pad_ground[legs_max];

  template <class V>
  static void columns(V& v) {
    v.column("pad_east", &PadsRecord::pad_east, "leg", "m",
             "pad at rest, east of the target point, projected onto the sphere through it");
    v.column("pad_north", &PadsRecord::pad_north, "leg", "m",
             "pad at rest, north of the target point, projected onto the sphere through it");
    v.column("pad_ground", &PadsRecord::pad_ground, "leg", "m",
             "height of the ground at the pad's place at rest, without rocks, above the sphere through the target");
  }
};

// Where a case came to rest.
struct PlaceRecord {
  double landing_east, landing_north, landing_up, landing_lat, landing_lon;

  template <class V>
  static void columns(V& v) {
    v.column("landing_east", &PlaceRecord::landing_east, "m", "CG at rest, east of the target point");
    v.column("landing_north", &PlaceRecord::landing_north, "m", "CG at rest, north of the target point");
    v.column("landing_up", &PlaceRecord::landing_up, "m", "CG at rest, above the level of the target point");
    v.column("landing_lat", &PlaceRecord::landing_lat, "degrees_north", "planetocentric latitude of the CG at rest");
    v.column("landing_lon", &PlaceRecord::landing_lon, "degrees_east", "longitude of the CG at rest, 0 to 360");
  }
};

}  // namespace farside
