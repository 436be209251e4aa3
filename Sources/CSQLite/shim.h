// The only door to SQLite, and to one system call beside it: what Swift cannot import, as static
// inline functions.
#ifndef VOLDESK_SQLITE_SHIM_H
#define VOLDESK_SQLITE_SHIM_H

#include <sqlite3.h>
#include <sys/statfs.h>

// sqlite3_db_config is variadic; returns the result code and the setting read back.
static inline int vd_db_config(sqlite3 *db, int operation, int value, int *now) {
  return sqlite3_db_config(db, operation, value, now);
}

// SQLITE_TRANSIENT is a cast macro; a null pointer with no bytes binds an empty value.
static inline int vd_bind_text(sqlite3_stmt *s, int index, const void *bytes, int count) {
  return sqlite3_bind_text(s, index, count > 0 ? bytes : "", count, SQLITE_TRANSIENT);
}

static inline int vd_bind_blob(sqlite3_stmt *s, int index, const void *bytes, int count) {
  return count > 0 ? sqlite3_bind_blob(s, index, bytes, count, SQLITE_TRANSIENT)
                   : sqlite3_bind_zeroblob(s, index, 0);
}

// The magic number of the file system that holds a path; 0 when it cannot be told.
static inline unsigned long vd_filesystem(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (unsigned long)status.f_type & 0xFFFFFFFF : 0;
}

#endif
