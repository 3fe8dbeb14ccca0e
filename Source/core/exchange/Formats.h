#pragma once

#include "exchange/Format.h"

namespace reprise
{
/// @name The lines of the registry; each in a file of its own name (CsvFormat.cpp ...; eventsFormat() in EventsJson.cpp).
/// @{
Format eventsFormat();
Format csvFormat();
Format audacityFormat();
Format reaperFormat();
Format auditionFormat();
Format svlFormat();
Format jamsFormat();
Format ravenFormat();
Format labFormat();
/// @}
} // namespace reprise
