#include "line.h"

#include <string.h>

bool slice_is(struct slice slice, const char *word)
{
    return slice.length == strlen(word) && memcmp(slice.at, word, slice.length) == 0;
}

struct slice slice_cut(struct slice *rest, char stop)
{
    const char *found = memchr(rest->at, stop, rest->length);
    struct slice part = *rest;
    if (found)
        part.length = (size_t)(found - rest->at);
    size_t gone = part.length + (found ? 1 : 0);
    rest->at += gone;
    rest->length -= gone;
    return part;
}

static struct slice without_spaces(struct slice slice)
{
    while (slice.length && *slice.at == ' ') {
        slice.at++;
        slice.length--;
    }
    return slice;
}

struct slice without_tags(struct slice line)
{
    if (line.length && *line.at == '@') {
        slice_cut(&line, ' ');
        line = without_spaces(line);
    }
    return line;
}

struct line line_split(struct slice text)
{
    struct line line;
    memset(&line, 0, sizeof line);
    struct slice rest = without_tags(text);
    if (rest.length && *rest.at == ':') {
        line.source = slice_cut(&rest, ' ');
        line.source.at++;
        line.source.length--;
        rest = without_spaces(rest);
    }
    line.command = slice_cut(&rest, ' ');
    rest = without_spaces(rest);
    while (rest.length && line.count < MAX_PARAMS) {
        if (*rest.at == ':') {
            line.params[line.count++] = (struct slice){rest.at + 1, rest.length - 1};
            break;
        }
        line.params[line.count++] = slice_cut(&rest, ' ');
        rest = without_spaces(rest);
    }
    return line;
}
