/* Preloaded into a program: lets its calls on files of one folder fail as a full or broken disk would.
   FAULT_UNDER   the folder
   FAULT_CALLS   write (and its kin), sync, rename, or read
   FAULT_FROM    the first call of this kind that fails, counted from 1; all later ones fail, too
   FAULT_LOG     a file that is made when a call failed */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int calls;

static int fails(const char* kind, const char* path)
{
    const char* wanted = getenv("FAULT_CALLS");
    const char* under = getenv("FAULT_UNDER");
    if (wanted == NULL || under == NULL || strcmp(wanted, kind) != 0 || strncmp(path, under, strlen(under)) != 0)
        return 0;
    if (atomic_fetch_add(&calls, 1) + 1 < atoi(getenv("FAULT_FROM")))
        return 0;
    int log = open(getenv("FAULT_LOG"), O_CREAT | O_WRONLY, 0600);
    if (log >= 0)
        close(log);
    errno = strcmp(kind, "write") == 0 ? ENOSPC : EIO;
    return 1;
}

static int failsOn(const char* kind, int descriptor)
{
    char name[64], path[4096];
    snprintf(name, sizeof(name), "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(name, path, sizeof(path) - 1);
    if (length <= 0)
        return 0;
    path[length] = '\0';
    return fails(kind, path);
}

#define ORIGINAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void* data, size_t size)
{
    return failsOn("write", file) ? -1 : ORIGINAL(write)(file, data, size);
}

ssize_t writev(int file, const struct iovec* parts, int count)
{
    return failsOn("write", file) ? -1 : ORIGINAL(writev)(file, parts, count);
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at)
{
    return failsOn("write", file) ? -1 : ORIGINAL(pwrite)(file, data, size, at);
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at)
{
    return failsOn("write", file) ? -1 : ORIGINAL(pwrite64)(file, data, size, at);
}

int fsync(int file)
{
    return failsOn("sync", file) ? -1 : ORIGINAL(fsync)(file);
}

int fdatasync(int file)
{
    return failsOn("sync", file) ? -1 : ORIGINAL(fdatasync)(file);
}

int rename(const char* from, const char* to)
{
    return fails("rename", to) ? -1 : ORIGINAL(rename)(from, to);
}

ssize_t read(int file, void* data, size_t size)
{
    return failsOn("read", file) ? -1 : ORIGINAL(read)(file, data, size);
}

ssize_t pread(int file, void* data, size_t size, off_t at)
{
    return failsOn("read", file) ? -1 : ORIGINAL(pread)(file, data, size, at);
}

ssize_t pread64(int file, void* data, size_t size, off64_t at)
{
    return failsOn("read", file) ? -1 : ORIGINAL(pread64)(file, data, size, at);
}
