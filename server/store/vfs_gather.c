/* The file of a write-ahead log, with the end of it that was written but not handed to the
 * kernel yet. Every other file is SQLite's own, and so is every other function of the layer. */
#include "vfs_gather.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* SQLite's own layer takes less than 128 KiB at once. */
#define HELD_MAX ((int64_t)120 * 1024)

struct layer {
    sqlite3_vfs vfs;
    sqlite3_vfs *below;
};

struct log_file {
    sqlite3_file file;
    sqlite3_file *below; /* in the memory behind this */
    uint8_t *held;       /* of HELD_MAX bytes; NULL before the first write */
    int64_t held_at, held_len;
};
_Static_assert(sizeof(struct log_file) % sizeof(int64_t) == 0, "the file below is aligned");

static struct log_file *log_of(sqlite3_file *file)
{
    return (struct log_file *)(void *)file;
}

/* Hand over what is held. When that fails it is forgotten: SQLite takes the transaction back. */
static int held_flush(struct log_file *log)
{
    int64_t len = log->held_len;

    if (len == 0)
        return SQLITE_OK;
    log->held_len = 0;
    return log->below->pMethods->xWrite(log->below, log->held, (int)len, log->held_at);
}

static int log_close(sqlite3_file *file)
{
    struct log_file *log = log_of(file);
    int flushed = held_flush(log);
    int closed = log->below->pMethods->xClose(log->below);

    free(log->held);
    log->held = NULL;
    return flushed != SQLITE_OK ? flushed : closed;
}

static int log_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
    struct log_file *log = log_of(file);
    int code = held_flush(log);

    return code == SQLITE_OK ? log->below->pMethods->xRead(log->below, bytes, len, at) : code;
}

static int log_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    struct log_file *log = log_of(file);

    if (log->held_len > 0 &&
        (at != log->held_at + log->held_len || log->held_len + len > HELD_MAX)) {
        int code = held_flush(log);
        if (code != SQLITE_OK)
            return code;
    }
    if (!log->held)
        log->held = malloc(HELD_MAX);
    if (!log->held || len > HELD_MAX)
        return log->below->pMethods->xWrite(log->below, bytes, len, at);
    if (log->held_len == 0)
        log->held_at = at;
    memcpy(log->held + log->held_len, bytes, (size_t)len);
    log->held_len += len;
    return SQLITE_OK;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct log_file *log = log_of(file);
    int code = held_flush(log);

    return code == SQLITE_OK ? log->below->pMethods->xTruncate(log->below, size) : code;
}

static int log_sync(sqlite3_file *file, int flags)
{
    struct log_file *log = log_of(file);
    int code = held_flush(log);

    return code == SQLITE_OK ? log->below->pMethods->xSync(log->below, flags) : code;
}

static int log_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    struct log_file *log = log_of(file);
    int code = held_flush(log);

    return code == SQLITE_OK ? log->below->pMethods->xFileSize(log->below, ret_size) : code;
}

static int log_lock(sqlite3_file *file, int lock)
{
    struct log_file *log = log_of(file);
    return log->below->pMethods->xLock(log->below, lock);
}

static int log_unlock(sqlite3_file *file, int lock)
{
    struct log_file *log = log_of(file);
    return log->below->pMethods->xUnlock(log->below, lock);
}

static int log_is_reserved(sqlite3_file *file, int *ret_reserved)
{
    struct log_file *log = log_of(file);
    return log->below->pMethods->xCheckReservedLock(log->below, ret_reserved);
}

static int log_control(sqlite3_file *file, int operation, void *argument)
{
    struct log_file *log = log_of(file);
    return log->below->pMethods->xFileControl(log->below, operation, argument);
}

static int log_sector_size(sqlite3_file *file)
{
    struct log_file *log = log_of(file);
    return log->below->pMethods->xSectorSize(log->below);
}

static int log_device(sqlite3_file *file)
{
    struct log_file *log = log_of(file);
    return log->below->pMethods->xDeviceCharacteristics(log->below);
}

static const sqlite3_io_methods METHODS = {.iVersion = 1, /* a log is never mapped or locked */
                                           .xClose = log_close,
                                           .xRead = log_read,
                                           .xWrite = log_write,
                                           .xTruncate = log_truncate,
                                           .xSync = log_sync,
                                           .xFileSize = log_size,
                                           .xLock = log_lock,
                                           .xUnlock = log_unlock,
                                           .xCheckReservedLock = log_is_reserved,
                                           .xFileControl = log_control,
                                           .xSectorSize = log_sector_size,
                                           .xDeviceCharacteristics = log_device};

void vfs_gather_forget(sqlite3_file *file)
{
    if (file && file->pMethods == &METHODS)
        log_of(file)->held_len = 0;
}

static int layer_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                      int *ret_flags)
{
    sqlite3_vfs *below = ((struct layer *)(void *)vfs)->below;
    struct log_file *log = log_of(file);

    if ((flags & SQLITE_OPEN_WAL) == 0)
        return below->xOpen(below, name, file, flags, ret_flags);
    *log = (struct log_file){.below = (sqlite3_file *)(void *)(log + 1)};
    int code = below->xOpen(below, name, log->below, flags, ret_flags);
    if (code == SQLITE_OK)
        log->file.pMethods = &METHODS;
    else if (log->below->pMethods)
        log->below->pMethods->xClose(log->below);
    return code;
}

/* SQLite keeps a list of these for the life of the process. */
static struct layer gather;

static void layer_register(void)
{
    sqlite3_vfs *below = sqlite3_vfs_find(NULL);

    if (!below)
        return;
    /* The functions of SQLite's own layer look at nothing in it but the data copied here. */
    gather = (struct layer){.vfs = *below, .below = below};
    gather.vfs.pNext = NULL;
    gather.vfs.zName = "thidua";
    gather.vfs.szOsFile += (int)sizeof(struct log_file);
    gather.vfs.xOpen = layer_open;
    if (sqlite3_vfs_register(&gather.vfs, 0) != SQLITE_OK)
        gather.below = NULL;
}

const char *vfs_gather(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, layer_register);
    return gather.below ? gather.vfs.zName : NULL;
}
