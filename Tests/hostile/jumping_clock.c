/* Preloaded into a program: the time of day is up to two days off, in either direction, each time it looks. Clocks that
   only run forward are left alone, and so are the times of files. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

static long jumpSeconds(void)
{
    static _Atomic uint32_t state = 1;
    const uint32_t now = atomic_load(&state) * 1664525u + 1013904223u;
    atomic_store(&state, now);
    return (long)(now >> 8) % (4 * 86400) - 2 * 86400;
}

int clock_gettime(clockid_t clock, struct timespec* now)
{
    const int result = ((__typeof__(&clock_gettime))dlsym(RTLD_NEXT, "clock_gettime"))(clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += jumpSeconds();
    return result;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone)
{
    struct timespec time;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &time) != 0)
        return -1;
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* kept)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (kept)
        *kept = now.tv_sec;
    return now.tv_sec;
}
