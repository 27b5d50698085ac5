/* Makes every flush to disk wait a given time first, as an ordinary disk would.
   Benchmark only: cc -shared -fPIC -O2 -o slowsync.so slowsync.c -ldl; LD_PRELOAD=slowsync.so SLOWSYNC_MICROSECONDS=2000 program */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int (*flush_t)(int);

static void wait_for_the_disk(void) {
    static long microseconds = -1;
    if (microseconds < 0) {
        const char *text = getenv("SLOWSYNC_MICROSECONDS");
        microseconds = text ? atol(text) : 0;
    }
    if (microseconds > 0) {
        struct timespec time = {microseconds / 1000000, (microseconds % 1000000) * 1000};
        nanosleep(&time, NULL);
    }
}

#define SLOW(name)                                          \
    int name(int file) {                                    \
        static flush_t real;                                \
        if (!real) real = (flush_t)dlsym(RTLD_NEXT, #name); \
        wait_for_the_disk();                                \
        return real(file);                                  \
    }

SLOW(fsync)
SLOW(fdatasync)
