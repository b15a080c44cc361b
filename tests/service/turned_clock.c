/* The time of day as the eight bytes of a file turn it, in seconds, for each process that is started with this library.
 *
 * Clocks that only count on are left alone, so that nothing that waits notices when the time of day jumps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int64_t turned(void)
{
    static const volatile int64_t *seconds;
    if (!seconds) {
        const char *path = getenv("TURNED_CLOCK");
        int file = path ? open(path, O_RDONLY) : -1;
        void *found = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *seconds, PROT_READ, MAP_SHARED, file, 0);
        if (file >= 0)
            close(file);
        if (found == MAP_FAILED)
            return 0;
        seconds = found;
    }
    return *seconds;
}

int clock_gettime(clockid_t id, struct timespec *at)
{
    int failed = (int)syscall(SYS_clock_gettime, id, at);
    if (!failed && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        at->tv_sec += turned();
    return failed;
}

int gettimeofday(struct timeval *at, void *zone)
{
    struct timespec found;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &found))
        return -1;
    at->tv_sec = found.tv_sec;
    at->tv_usec = found.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at)
{
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (at)
        *at = found.tv_sec;
    return found.tv_sec;
}

int sem_timedwait(sem_t *semaphore, const struct timespec *until)
{
    static int (*next)(sem_t *, const struct timespec *);
    struct timespec real = *until;
    if (!next)
        next = (int (*)(sem_t *, const struct timespec *))dlsym(RTLD_NEXT, "sem_timedwait");
    real.tv_sec -= turned();
    return next(semaphore, &real);
}
