/* Counts what a process and all that it starts do to the files below one folder, and makes the n-th of it fail.
 *
 * Preloaded, so that it sees the writes of every library, whatever language it is written in. What to do stands in a
 * file that all processes share (FAULT_CONTROL, see `struct control`); what was seen is appended to FAULT_LOG, one line
 * each: number, kind, inode, path. Events: a file opened for writing, a write, a flush, a rename, a folder made, a name
 * removed. Names are removed on full disks, too, and so never fail.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { KILL = -1 };

struct control {
    atomic_long is_armed;
    atomic_long count;   /* events so far */
    atomic_long at;      /* the event from which on the first that can fails; 0 for none */
    atomic_long failure; /* an errno, or KILL for the whole session */
    atomic_long lasts;   /* every event from there on fails, as on a full disk */
    char folder[4096];
};

static struct control *control;
static const char *log_path;

__attribute__((constructor)) static void open_control(void) {
    const char *path = getenv("FAULT_CONTROL");
    log_path = getenv("FAULT_LOG");
    if (!path || !log_path) return;
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0) return;
    void *found = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    if (found != MAP_FAILED) control = found;
}

static int is_watched(const char *path) {
    size_t length = strlen(control->folder);
    return !strncmp(path, control->folder, length) && (path[length] == '/' || !path[length]);
}

/* Give the absolute path of a name relative to an open folder, and whether it lies below the watched one. */
static int find_name(int dir, const char *name, char *path) {
    if (!control || !control->is_armed || !name) return 0;
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return is_watched(path);
    }
    char link[64];
    if (dir == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    snprintf(path + length, PATH_MAX - length, "/%s", name);
    return is_watched(path);
}

static int find_open(int fd, char *path) {
    if (!control || !control->is_armed) return 0;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_watched(path);
}

/* Kill all processes of the session: workers stand in process groups of their own. */
static void die(void) {
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && (entry = readdir(processes));) {
        pid_t pid = atoi(entry->d_name);
        if (pid > 0 && pid != getpid() && getsid(pid) == getsid(0)) kill(pid, SIGKILL);
    }
    raise(SIGKILL);
    for (;;) pause();
}

/* Count an event and log it; give 0 to go on, KILL, or the errno to fail with. */
static long event_of(const char *kind, const char *path, long inode, int can_fail) {
    long number = atomic_fetch_add(&control->count, 1) + 1;
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %ld %s\n", number, kind, inode, path);
    int fd = syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        syscall(SYS_write, fd, line, length);
        syscall(SYS_close, fd);
    }
    long at = control->at, failure = control->failure;
    if (!at || number < at || (failure != KILL && !can_fail)) return 0;
    if (!control->lasts && !atomic_compare_exchange_strong(&control->at, &at, 0)) return 0;
    return failure;
}

static long event(const char *kind, const char *path, long inode) { return event_of(kind, path, inode, 1); }

static long inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : (long)found.st_ino;
}

static long inode_at(const char *path) {
    struct stat found;
    return lstat(path, &found) ? 0 : (long)found.st_ino;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL_OR_DIE(kind, path, inode)          \
    do {                                        \
        long failure = event(kind, path, inode); \
        if (failure == KILL) die();             \
        if (failure) {                          \
            errno = (int)failure;               \
            return -1;                          \
        }                                       \
    } while (0)

static int is_writing(int flags) { return (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT); }

#define OPEN(function)                                                             \
    int function(const char *name, int flags, ...) {                               \
        va_list more;                                                              \
        va_start(more, flags);                                                     \
        mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                                              \
        char path[PATH_MAX];                                                       \
        if (is_writing(flags) && find_name(AT_FDCWD, name, path)) FAIL_OR_DIE("open", path, inode_at(path)); \
        return REAL(function)(name, flags, mode);                                  \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(function)                                                           \
    int function(int dir, const char *name, int flags, ...) {                      \
        va_list more;                                                              \
        va_start(more, flags);                                                     \
        mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                                              \
        char path[PATH_MAX];                                                       \
        if (is_writing(flags) && find_name(dir, name, path)) FAIL_OR_DIE("open", path, inode_at(path)); \
        return REAL(function)(dir, name, flags, mode);                             \
    }
OPENAT(openat)
OPENAT(openat64)

/* A write is cut in the middle: half of it is done, then the process ends, or the next call fails. */
#define CUT(path, fd, half)                              \
    do {                                                 \
        long failure = event("write", path, inode_of(fd)); \
        if (failure == KILL) {                           \
            half;                                        \
            die();                                       \
        }                                                \
        if (failure) {                                   \
            errno = (int)failure;                        \
            return -1;                                   \
        }                                                \
    } while (0)

ssize_t write(int fd, const void *bytes, size_t count) {
    char path[PATH_MAX];
    if (find_open(fd, path)) CUT(path, fd, REAL(write)(fd, bytes, count / 2));
    return REAL(write)(fd, bytes, count);
}

#define PWRITE(function, offset_type)                                                       \
    ssize_t function(int fd, const void *bytes, size_t count, offset_type offset) {         \
        char path[PATH_MAX];                                                                \
        if (find_open(fd, path)) CUT(path, fd, REAL(function)(fd, bytes, count / 2, offset)); \
        return REAL(function)(fd, bytes, count, offset);                                    \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int fd, const struct iovec *parts, int count) {
    char path[PATH_MAX];
    if (find_open(fd, path)) CUT(path, fd, REAL(writev)(fd, parts, count / 2));
    return REAL(writev)(fd, parts, count);
}

ssize_t sendfile(int fd, int from, off_t *offset, size_t count);
ssize_t sendfile64(int fd, int from, off64_t *offset, size_t count);
#define SENDFILE(function, offset_type)                                                        \
    ssize_t function(int fd, int from, offset_type *offset, size_t count) {                    \
        char path[PATH_MAX];                                                                   \
        if (find_open(fd, path)) CUT(path, fd, REAL(function)(fd, from, offset, count > 4096 ? 4096 : 1)); \
        return REAL(function)(fd, from, offset, count);                                        \
    }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

ssize_t copy_file_range(int from, off64_t *from_offset, int fd, off64_t *offset, size_t count, unsigned flags) {
    char path[PATH_MAX];
    if (find_open(fd, path)) CUT(path, fd, REAL(copy_file_range)(from, from_offset, fd, offset, 4096, flags));
    return REAL(copy_file_range)(from, from_offset, fd, offset, count, flags);
}

#define ON_OPEN(function, kind)                                           \
    int function(int fd) {                                                \
        char path[PATH_MAX];                                              \
        if (find_open(fd, path)) FAIL_OR_DIE(kind, path, inode_of(fd));   \
        return REAL(function)(fd);                                        \
    }
ON_OPEN(fsync, "flush")
ON_OPEN(fdatasync, "flush")

#define TRUNCATE(function, offset_type)                                     \
    int function(int fd, offset_type length) {                              \
        char path[PATH_MAX];                                                \
        if (find_open(fd, path)) FAIL_OR_DIE("write", path, inode_of(fd));  \
        return REAL(function)(fd, length);                                  \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
    char path[PATH_MAX];
    if (find_name(AT_FDCWD, to, path)) FAIL_OR_DIE("rename", path, inode_at(from));
    return REAL(rename)(from, to);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to) {
    char path[PATH_MAX];
    if (find_name(to_dir, to, path)) FAIL_OR_DIE("rename", path, 0);
    return REAL(renameat)(from_dir, from, to_dir, to);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags) {
    char path[PATH_MAX];
    if (find_name(to_dir, to, path)) FAIL_OR_DIE("rename", path, 0);
    return REAL(renameat2)(from_dir, from, to_dir, to, flags);
}

int mkdir(const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (find_name(AT_FDCWD, name, path)) FAIL_OR_DIE("mkdir", path, 0);
    return REAL(mkdir)(name, mode);
}

int mkdirat(int dir, const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (find_name(dir, name, path)) FAIL_OR_DIE("mkdir", path, 0);
    return REAL(mkdirat)(dir, name, mode);
}

#define REMOVED(path)                                     \
    do {                                                  \
        if (event_of("remove", path, inode_at(path), 0) == KILL) die(); \
    } while (0)

int unlink(const char *name) {
    char path[PATH_MAX];
    if (find_name(AT_FDCWD, name, path)) REMOVED(path);
    return REAL(unlink)(name);
}

int unlinkat(int dir, const char *name, int flags) {
    char path[PATH_MAX];
    if (find_name(dir, name, path)) REMOVED(path);
    return REAL(unlinkat)(dir, name, flags);
}

int rmdir(const char *name) {
    char path[PATH_MAX];
    if (find_name(AT_FDCWD, name, path)) REMOVED(path);
    return REAL(rmdir)(name);
}
