/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/fault_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real; /* behind this struct */
};

static atomic_int kind;
static atomic_long at, count;
static atomic_bool persistent, struck;
static sqlite3_vfs layer;
static sqlite3_vfs *real_vfs;

static sqlite3_file *real(sqlite3_file *f)
{
	return ((struct fault_file *)(void *)f)->real;
}

/* Counts one operation; is it the one that fails? */
static bool strikes(void)
{
	long n = atomic_fetch_add(&count, 1) + 1, when = atomic_load(&at);

	if (atomic_load(&kind) == FAULT_NONE || when == 0 || n < when)
		return false;
	if (n > when && !atomic_load(&persistent))
		return false;
	atomic_store(&struck, true);
	return true;
}

static int outcome(int io_code)
{
	int k = atomic_load(&kind);

	if (k == FAULT_DIE || k == FAULT_DIE_TORN)
		_exit(FAULT_DIE_CODE);
	return k == FAULT_FULL ? SQLITE_FULL : io_code;
}

static int on_close(sqlite3_file *f)
{
	int rc = real(f)->pMethods->xClose(real(f));

	f->pMethods = NULL;
	return rc;
}

static int on_read(sqlite3_file *f, void *to, int n, sqlite3_int64 offset)
{
	return real(f)->pMethods->xRead(real(f), to, n, offset);
}

static int on_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 offset)
{
	if (!strikes())
		return real(f)->pMethods->xWrite(real(f), from, n, offset);
	if (atomic_load(&kind) == FAULT_DIE_TORN)
		(void)real(f)->pMethods->xWrite(real(f), from, n / 2, offset);
	return outcome(SQLITE_IOERR_WRITE);
}

static int on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	if (strikes())
		return outcome(SQLITE_IOERR_TRUNCATE);
	return real(f)->pMethods->xTruncate(real(f), size);
}

/* Not flushed in truth: what dies here is the process, not the machine. */
static int on_sync(sqlite3_file *f, int flags)
{
	(void)f;
	(void)flags;
	if (strikes())
		return outcome(SQLITE_IOERR_FSYNC);
	return SQLITE_OK;
}

static int on_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real(f)->pMethods->xFileSize(real(f), size);
}

static int on_lock(sqlite3_file *f, int how)
{
	return real(f)->pMethods->xLock(real(f), how);
}

static int on_unlock(sqlite3_file *f, int how)
{
	return real(f)->pMethods->xUnlock(real(f), how);
}

static int on_reserved(sqlite3_file *f, int *out)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int on_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int on_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int on_characteristics(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int on_shm_map(
	sqlite3_file *f, int page, int size, int extend, void volatile **to)
{
	return real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
}

static int on_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void on_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int on_shm_unmap(sqlite3_file *f, int remove)
{
	return real(f)->pMethods->xShmUnmap(real(f), remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = on_close,
	.xRead = on_read,
	.xWrite = on_write,
	.xTruncate = on_truncate,
	.xSync = on_sync,
	.xFileSize = on_size,
	.xLock = on_lock,
	.xUnlock = on_unlock,
	.xCheckReservedLock = on_reserved,
	.xFileControl = on_control,
	.xSectorSize = on_sector,
	.xDeviceCharacteristics = on_characteristics,
	.xShmMap = on_shm_map,
	.xShmLock = on_shm_lock,
	.xShmBarrier = on_shm_barrier,
	.xShmUnmap = on_shm_unmap,
};

static int on_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	struct fault_file *file = (struct fault_file *)(void *)f;
	int rc;

	(void)vfs;
	file->real = (sqlite3_file *)(void *)(file + 1);
	file->base.pMethods = NULL;
	rc = real_vfs->xOpen(real_vfs, name, file->real, flags, ret_flags);
	if (file->real->pMethods != NULL)
		file->base.pMethods = &methods;
	return rc;
}

void fault_vfs_install(void)
{
	if (real_vfs != NULL)
		return;
	real_vfs = sqlite3_vfs_find(NULL);
	if (real_vfs == NULL)
		abort();
	layer = *real_vfs;
	layer.zName = "fault";
	layer.pNext = NULL;
	layer.szOsFile = (int)sizeof(struct fault_file) + real_vfs->szOsFile;
	layer.xOpen = on_open;
	if (sqlite3_vfs_register(&layer, 1) != SQLITE_OK)
		abort();
}

void fault_vfs_arm(enum fault_kind what, long n, bool stays)
{
	atomic_store(&kind, FAULT_NONE);
	atomic_store(&count, 0);
	atomic_store(&struck, false);
	atomic_store(&persistent, stays);
	atomic_store(&at, n);
	atomic_store(&kind, what);
}

bool fault_vfs_disarm(void)
{
	atomic_store(&kind, FAULT_NONE);
	return atomic_load(&struck);
}

long fault_vfs_count(void)
{
	return atomic_load(&count);
}
