#include "base/Blas.h"

#include "base/Parallel.h"

#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

/** Sets OpenBLAS up, before main(): one thread for each product, because our own workers use the cores and the result
    must not depend on their number, and kernels by what the processor can do. OpenBLAS itself goes by a list of models:
    version 0.3.21 takes a newer one than it knows for one of 2004, with which the paper's NMF of the STFT takes three
    times as long. Inside the program it reads its settings after this, and kernels that somebody named in the
    environment stay; as a shared library it has begun before and takes only the number of threads. */
#ifdef REPRISE_BLAS_INSIDE

extern "C" void* blas_memory_alloc(int);
extern "C" void blas_memory_free(void*);

extern "C" [[gnu::constructor(101)]] void reprise_set_blas_up()
{
    ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
#ifdef __x86_64__
    __builtin_cpu_init();
    const auto hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const auto hasAvx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
                           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                           __builtin_cpu_supports("avx512vl");
    if (hasAvx2)
        ::setenv("OPENBLAS_CORETYPE", hasAvx512 ? "SkylakeX" : "Haswell", 0);
#endif
}

#else

extern "C" void openblas_set_num_threads(int) __attribute__((weak));

extern "C" [[gnu::constructor]] void reprise_set_blas_up()
{
    if (openblas_set_num_threads != nullptr)
        openblas_set_num_threads(1);
}

#endif

namespace reprise
{
void requireBlasMemory()
{
#if defined(REPRISE_BLAS_INSIDE) && defined(__linux__)
    static std::mutex oneAtATime;
    static std::size_t threadsWithMemory = 0;
    const std::lock_guard lock(oneAtATime);
    const auto threads = threadCount();
    if (threads <= threadsWithMemory)
        return;
    constexpr std::size_t bytesForEachThread = std::size_t{136} << 20;
    const auto bytes = (threads - threadsWithMemory) * bytesForEachThread;
    auto* const memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    ::munmap(memory, bytes);
    // Taken now and given back to the library, which keeps it.
    std::vector<void*> buffers(threads);
    for (auto*& buffer : buffers)
        buffer = blas_memory_alloc(0);
    for (auto* buffer : buffers)
        blas_memory_free(buffer);
    threadsWithMemory = threads;
#endif
}
} // namespace reprise
