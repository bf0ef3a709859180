/* One connection: a socket that never blocks, with what is still to be sent and half a line received.
 * What carries the bytes, and whether they are encrypted, is in wire.h. */
#ifndef LINK_H
#define LINK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "line.h"

/* IRCv3 message-tags: 8191 bytes of tags and 512 of the rest. */
enum { LONGEST_LINE = 8191 + 512 };

struct link {
    int socket; /* -1 when closed */
    bool waits_to_write;
    char *half; /* an unfinished line, allocated when there is one */
    size_t half_length;
    char *out;
    size_t out_start, out_end, out_room;
    void *session; /* of TLS, where there is one */
};

typedef void line_handler(void *context, struct slice line);

/* Starts to connect and watches the socket under `key`. False when the system refuses (errno). */
bool link_open(struct link *link, int epoll, uint64_t key, const struct sockaddr_in *to);

/* Reads once and hands over every complete line, without CR LF.
 * The bytes received; 0 when there was nothing; -1 when the peer has closed or broken the connection. */
ssize_t link_receive(struct link *link, line_handler *handler, void *context);

void link_write(struct link *link, const char *bytes, size_t length);

/* Sends what is waiting; the socket is watched for room while something remains. */
void link_flush(struct link *link, int epoll, uint64_t key);

/* From now on nothing is read (the slow reader); what the system buffers is kept small. */
void link_stop_reading(struct link *link, int epoll, uint64_t key);

void link_close(struct link *link);

#endif
