#pragma once

#include "exchange/Format.h"

namespace reprise
{
/// @name The lines of the registry; each in a file of its own name (CsvFormat.cpp ...).
/// @{
/// @}
} // namespace reprise
