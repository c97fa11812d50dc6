/* A layer below SQLite that writes the write-ahead log in large pieces. SQLite hands every frame
 * of the log to the kernel in two writes, 24 bytes and a page; this layer holds what continues
 * the last write, and passes it on at the sync, or before anything else is done with the file.
 *
 * Sound only for connections with synchronous=FULL: they sync the log before a commit is
 * published to other connections (which read the log through files of their own), and that is
 * when all of it is in the file. A crash loses what no commit was reported for. */
#ifndef SERVER_STORE_VFS_GATHER_H
#define SERVER_STORE_VFS_GATHER_H

/* The name to open databases with; registers the layer at the first call. NULL: SQLite refused.
 * Any thread. */
const char *vfs_gather(void);

struct sqlite3_file;

/* Drop what is held for this file of a log (any other file, or NULL, is left alone). Call it when a
 * transaction was rolled back: part of it may be held here still, if it was larger than the page
 * cache, and by the time it would be handed over another connection may have committed its own
 * frames at the same place. The connection's thread. */
void vfs_gather_forget(struct sqlite3_file *file);

#endif
