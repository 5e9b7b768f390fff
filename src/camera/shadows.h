#pragma once
// Cast shadows: how much of the sun's disc the nodes of a tile see over ground and rocks towards the sun. Ground at a
// distance is looked up in rings, each twice as far away as the last and on nodes twice as wide: shadows are as sharp
// as 1/24 to 1/48 of the distance from what casts them.
#include <vector>

#include "camera/mosaic.h"

namespace farside {

// The tiles that light_tile() looks at.
void add_shadow_casters(const Mosaic& mosaic, const MosaicTile& tile, std::vector<TileKey>& keys);
void light_tile(MosaicReader& reader, MosaicTile& tile);

}  // namespace farside
