/* Stands between a process and its C library, and lies as it is told: in LD_PRELOAD, with the
 * name of a control file in TIDINGS_FAULTS. See tidings.system.lab.fault.FaultShim, which has the
 * layout, too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct control {
    volatile int64_t fail_syncs;      /* so many more fail once, with EIO */
    volatile int64_t delay_sync_ms;   /* each takes so much longer */
    volatile int64_t wall_offset_ms;  /* how wrong the wall clock is */
    volatile int64_t syncs;           /* how many were asked for */
    volatile int64_t record;          /* whether what is synced is recorded */
};

static struct control *control;
static int synced = -1;
static int (*real_fdatasync)(int);
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_gettimeofday)(struct timeval *, void *);

static void load(void) {
    if (real_fdatasync) return;
    real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    real_gettimeofday = dlsym(RTLD_NEXT, "gettimeofday");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
}

__attribute__((constructor)) static void begin(void) {
    load();
    const char *name = getenv("TIDINGS_FAULTS");
    if (!name) return;
    int file = open(name, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *at = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (at == MAP_FAILED) return;
    char path[4096];
    snprintf(path, sizeof path, "%s.synced", name);
    synced = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    control = at;
}

static int is_write_ahead_log(int file, char *path, size_t bytes) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, bytes - 1);
    if (length < 4) return 0;
    path[length] = 0;
    return strcmp(path + length - 4, ".log") == 0;
}

int fdatasync(int file) {
    load();
    char path[4096];
    if (!control || !is_write_ahead_log(file, path, sizeof path)) return real_fdatasync(file);
    __sync_fetch_and_add(&control->syncs, 1);
    int64_t delay = control->delay_sync_ms;
    if (delay > 0) {
        struct timespec pause = {delay / 1000, delay % 1000 * 1000000};
        nanosleep(&pause, 0);
    }
    int64_t left = control->fail_syncs;
    if (left > 0 && __sync_bool_compare_and_swap(&control->fail_syncs, left, left - 1)) {
        errno = EIO;
        return -1;
    }
    /* Where its next write goes: the file itself is longer. */
    off_t written = control->record ? lseek(file, 0, SEEK_CUR) : -1;
    int result = real_fdatasync(file);
    if (result == 0 && written >= 0) {
        char line[4200];
        int length = snprintf(line, sizeof line, "%lld %s\n", (long long)written, path);
        if (write(synced, line, length) != length) abort();
    }
    return result;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    load();
    int result = real_clock_gettime(clock, time);
    if (result == 0 && control && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t ms = control->wall_offset_ms;
        time->tv_sec += ms / 1000;
    }
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    load();
    int result = real_gettimeofday(time, zone);
    if (result == 0 && control) time->tv_sec += control->wall_offset_ms / 1000;
    return result;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
