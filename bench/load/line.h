/* One IRC line, split into its parts (modern.ircdocs.horse, "Message Format"). */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stddef.h>

enum { MAX_PARAMS = 15 };

/* Bytes that belong to somebody else. */
struct slice {
    const char *at;
    size_t length;
};

struct line {
    struct slice source, command;
    struct slice params[MAX_PARAMS]; /* those past `count` are empty */
    int count;
};

/* The line without its tags. */
struct slice without_tags(struct slice line);

struct line line_split(struct slice line);

bool slice_is(struct slice slice, const char *word);

/* The part before the first `stop`, or all of it; `rest` loses that part and the stop. */
struct slice slice_cut(struct slice *rest, char stop);

#endif
