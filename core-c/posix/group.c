// The group database: /etc/group, where the guest sees one. Without it no group is found, and errno says why.
#include <grp.h>
#include <stdalign.h>
#include <stdlib.h>

#include "database.h"

enum { NAME, PASSWORD, GROUP, MEMBERS, FIELDS };

/** Which entry is sought: that of a name, of a number, or the next one. */
struct sought {
  const char *name;
  const gid_t *group;
};

static FILE *open_database(void) { return fopen("/etc/group", "re"); }

/** Makes the vector of members from their list, behind the entry's line. 0 or ERANGE. */
static int split_members(char *list, struct group *entry, struct entry_buffer buffer) {
  size_t count = *list != '\0';
  for (const char *comma = strchr(list, ','); comma != NULL; comma = strchr(comma + 1, ','))
    count++;
  uintptr_t behind = (uintptr_t)(list + strlen(list) + 1);
  uintptr_t vector = (behind + alignof(char *) - 1) / alignof(char *) * alignof(char *);
  if (vector + (count + 1) * sizeof(char *) > (uintptr_t)(buffer.start + buffer.size))
    return ERANGE;
  entry->gr_mem = (char **)vector;
  for (size_t i = 0; i < count; i++)
    entry->gr_mem[i] = strsep(&list, ",");
  entry->gr_mem[count] = NULL;
  return 0;
}

/** Finds the next entry that is sought. 0, ENOENT, ERANGE. */
static int find(FILE *file, struct sought sought, struct group *entry, struct entry_buffer buffer) {
  char *fields[FIELDS];
  int error;
  while ((error = __isthmus_next_entry(file, buffer, fields, FIELDS)) == 0) {
    if (!__isthmus_field_number(fields[GROUP], &entry->gr_gid))
      continue;
    if ((sought.name != NULL && strcmp(sought.name, fields[NAME]) != 0) ||
        (sought.group != NULL && *sought.group != entry->gr_gid))
      continue;
    entry->gr_name = fields[NAME];
    entry->gr_passwd = fields[PASSWORD];
    return split_members(fields[MEMBERS], entry, buffer);
  }
  return error;
}

/** The functions with a buffer of the caller's: 0 also when there is no such entry, which leaves the result null. */
static int look_up(struct sought sought, struct group *entry, struct entry_buffer buffer, struct group **result) {
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

/** The entry of a group's name. getgrnam_r(3). */
int getgrnam_r(const char *name, struct group *entry, char *buffer, size_t size, struct group **result) {
  return look_up((struct sought){.name = name}, entry, (struct entry_buffer){buffer, size}, result);
}

/** The entry of a group's number. getgrgid_r(3). */
int getgrgid_r(gid_t group, struct group *entry, char *buffer, size_t size, struct group **result) {
  return look_up((struct sought){.group = &group}, entry, (struct entry_buffer){buffer, size}, result);
}

/* What the functions without a buffer return. */
static struct group shared_entry;
static struct entry_buffer shared_buffer;
static FILE *enumerated;

static struct group *look_up_shared(struct sought sought) {
  struct group *result = NULL;
  int error;
  while ((error = look_up(sought, &shared_entry, shared_buffer, &result)) == ERANGE)
    if (__isthmus_grow(&shared_buffer) != 0)
      break;
  if (error != 0)
    errno = error;
  return result;
}

/** getgrnam(3). */
struct group *getgrnam(const char *name) {
  return look_up_shared((struct sought){.name = name});
}

/** getgrgid(3). */
struct group *getgrgid(gid_t group) {
  return look_up_shared((struct sought){.group = &group});
}

/** The next entry of a file in the format of /etc/group, or NULL. fgetgrent(3). */
struct group *fgetgrent(FILE *file) {
  long start = ftell(file);
  int error;
  while ((error = find(file, (struct sought){0}, &shared_entry, shared_buffer)) == ERANGE) {
    fseek(file, start, SEEK_SET);
    if (__isthmus_grow(&shared_buffer) != 0)
      break;
  }
  return error == 0 ? &shared_entry : NULL;
}

/** The same with a buffer of the caller's: 0, ENOENT at the end, ERANGE when it is too small, and the entry comes
 * again. fgetgrent_r(3). */
int fgetgrent_r(FILE *file, struct group *entry, char *buffer, size_t size, struct group **result) {
  long start = ftell(file);
  int error = find(file, (struct sought){0}, entry, (struct entry_buffer){buffer, size});
  if (error == ERANGE)
    fseek(file, start, SEEK_SET);
  *result = error == 0 ? entry : NULL;
  return error;
}

/** Starts over. setgrent(3). */
void setgrent(void) {
  if (enumerated != NULL)
    rewind(enumerated);
}

/** The next entry, or NULL. getgrent(3). */
struct group *getgrent(void) {
  if (enumerated == NULL)
    enumerated = open_database();
  return enumerated == NULL ? NULL : fgetgrent(enumerated);
}

/** The same with a buffer of the caller's: 0, ENOENT at the end, ERANGE. getgrent_r(3). */
int getgrent_r(struct group *entry, char *buffer, size_t size, struct group **result) {
  *result = NULL;
  if (enumerated == NULL)
    enumerated = open_database();
  return enumerated == NULL ? errno : fgetgrent_r(enumerated, entry, buffer, size, result);
}

/** Ends the enumeration. endgrent(3). */
void endgrent(void) {
  if (enumerated != NULL)
    fclose(enumerated);
  enumerated = NULL;
}

static int has_member(const struct group *entry, const char *user) {
  for (char **member = entry->gr_mem; *member != NULL; member++)
    if (strcmp(*member, user) == 0)
      return 1;
  return 0;
}

/** The groups that a user is a member of, with one that is given first. Returns their number, or -1 when they are more
 * than `*count`, which becomes their number. getgrouplist(3). */
int getgrouplist(const char *user, gid_t first, gid_t *groups, int *count) {
  int found = 0;
  if (found < *count)
    groups[found] = first;
  found++;
  FILE *file = open_database();
  if (file != NULL) {
    for (const struct group *entry; (entry = fgetgrent(file)) != NULL;) {
      if (entry->gr_gid == first || !has_member(entry, user))
        continue;
      if (found < *count)
        groups[found] = entry->gr_gid;
      found++;
    }
    fclose(file);
  }
  int fits = found <= *count;
  *count = found;
  return fits ? found : -1;
}
