#include "base/BlasThreads.h"

/** There when the BLAS is OpenBLAS. */
extern "C" void openblas_set_num_threads(int) __attribute__((weak));

namespace reprise
{
void keepBlasSingleThreaded()
{
    if (openblas_set_num_threads != nullptr)
        openblas_set_num_threads(1);
}
} // namespace reprise
