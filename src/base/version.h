#pragma once
// Two campaigns with equal campaign_id have equal rows, so the models' version belongs to it.
namespace farside {

// Rises whenever any bit of any row may change: another model, another order of operations, another stream name. The
// stored hash of rows in tests/determinism forces it.
inline constexpr int model_version = 12;

}  // namespace farside
