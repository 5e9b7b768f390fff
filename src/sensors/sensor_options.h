#pragma once
// Choices of the sensors that all cases share, beside the numbers of sensor_params.h.
#include <cstdint>

namespace farside {

struct LidarOptions {
  std::int32_t samples = 128;

  template <class V>
  static void fields(V& v) {
    v.whole("samples", &LidarOptions::samples, {16, 256}, "samples of a scan along each axis");
  }
};

struct SensorOptions {
  LidarOptions lidar;

  template <class V>
  static void fields(V& v) {
    v.group("lidar", &SensorOptions::lidar);
  }
};

}  // namespace farside
