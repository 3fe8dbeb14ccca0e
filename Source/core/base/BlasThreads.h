#pragma once

namespace reprise
{
/** One thread for each product: our own workers use the cores, the result must not depend on their number,
    and OpenBLAS's waiting threads would take time from them. Does nothing with another BLAS. */
void keepBlasSingleThreaded();
} // namespace reprise
