// The user database: /etc/passwd, where the guest sees one. Without it no user is found, and errno says why.
#include <pwd.h>
#include <stdlib.h>

#include "database.h"

enum { NAME, PASSWORD, USER, GROUP, COMMENT, HOME, SHELL, FIELDS };

/** Which entry is sought: that of a name, of a number, or the next one. */
struct sought {
  const char *name;
  const uid_t *user;
};

static FILE *open_database(void) { return fopen("/etc/passwd", "re"); }

/** Finds the next entry that is sought. 0, ENOENT, ERANGE. */
static int find(FILE *file, struct sought sought, struct passwd *entry, struct entry_buffer buffer) {
  char *fields[FIELDS];
  int error;
  while ((error = __isthmus_next_entry(file, buffer, fields, FIELDS)) == 0) {
    if (!__isthmus_field_number(fields[USER], &entry->pw_uid) || !__isthmus_field_number(fields[GROUP], &entry->pw_gid))
      continue;
    if ((sought.name != NULL && strcmp(sought.name, fields[NAME]) != 0) ||
        (sought.user != NULL && *sought.user != entry->pw_uid))
      continue;
    entry->pw_name = fields[NAME];
    entry->pw_passwd = fields[PASSWORD];
    entry->pw_gecos = fields[COMMENT];
    entry->pw_dir = fields[HOME];
    entry->pw_shell = fields[SHELL];
    return 0;
  }
  return error;
}

/** The functions with a buffer of the caller's: 0 also when there is no such entry, which leaves the result null. */
static int look_up(struct sought sought, struct passwd *entry, struct entry_buffer buffer, struct passwd **result) {
  *result = NULL;
  FILE *file = open_database();
  if (file == NULL)
    return errno;
  int error = find(file, sought, entry, buffer);
  fclose(file);
  if (error == 0)
    *result = entry;
  return error == ENOENT ? 0 : error;
}

/** The entry of a user's name. getpwnam_r(3). */
int getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  return look_up((struct sought){.name = name}, entry, (struct entry_buffer){buffer, size}, result);
}

/** The entry of a user's number. getpwuid_r(3). */
int getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  return look_up((struct sought){.user = &user}, entry, (struct entry_buffer){buffer, size}, result);
}

/* What the functions without a buffer return. */
static struct passwd shared_entry;
static struct entry_buffer shared_buffer;
static FILE *enumerated;

static struct passwd *look_up_shared(struct sought sought) {
  struct passwd *result = NULL;
  int error;
  while ((error = look_up(sought, &shared_entry, shared_buffer, &result)) == ERANGE)
    if (__isthmus_grow(&shared_buffer) != 0)
      break;
  if (error != 0)
    errno = error;
  return result;
}

/** getpwnam(3). */
struct passwd *getpwnam(const char *name) {
  return look_up_shared((struct sought){.name = name});
}

/** getpwuid(3). */
struct passwd *getpwuid(uid_t user) {
  return look_up_shared((struct sought){.user = &user});
}

/** The next entry of a file in the format of /etc/passwd, or NULL. fgetpwent(3). */
struct passwd *fgetpwent(FILE *file) {
  int error;
  while ((error = find(file, (struct sought){0}, &shared_entry, shared_buffer)) == ERANGE)
    if (__isthmus_grow(&shared_buffer) != 0)
      break;
  return error == 0 ? &shared_entry : NULL;
}

/** The same with a buffer of the caller's: 0, ENOENT at the end, ERANGE when it is too small, and the entry comes
 * again. fgetpwent_r(3). */
int fgetpwent_r(FILE *file, struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  long start = ftell(file);
  int error = find(file, (struct sought){0}, entry, (struct entry_buffer){buffer, size});
  if (error == ERANGE)
    fseek(file, start, SEEK_SET);
  *result = error == 0 ? entry : NULL;
  return error;
}

/** Starts over. setpwent(3). */
void setpwent(void) {
  if (enumerated != NULL)
    rewind(enumerated);
}

/** The next entry, or NULL. getpwent(3). */
struct passwd *getpwent(void) {
  if (enumerated == NULL)
    enumerated = open_database();
  return enumerated == NULL ? NULL : fgetpwent(enumerated);
}

/** The same with a buffer of the caller's: 0, ENOENT at the end, ERANGE. getpwent_r(3). */
int getpwent_r(struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  *result = NULL;
  if (enumerated == NULL)
    enumerated = open_database();
  return enumerated == NULL ? errno : fgetpwent_r(enumerated, entry, buffer, size, result);
}

/** Ends the enumeration. endpwent(3). */
void endpwent(void) {
  if (enumerated != NULL)
    fclose(enumerated);
  enumerated = NULL;
}
