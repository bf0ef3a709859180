#include "link.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

/* One buffer serves every connection: large, so that a system call is spent on many lines. */
enum { READ_ROOM = 256 * 1024 };
static char buffer[LONGEST_LINE + READ_ROOM];

bool link_open(struct link *link, int epoll, uint64_t key, const struct sockaddr_in *to)
{
    memset(link, 0, sizeof *link);
    link->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->socket < 0)
        return false;
    int yes = 1;
    setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(link->socket, (const struct sockaddr *)to, sizeof *to) < 0 && errno != EINPROGRESS)
        return false;
    if (!wire_open(link))
        return false;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.u64 = key};
    link->waits_to_write = true;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, link->socket, &event) == 0;
}

/* Bytes that end no line; true when they are more than a line may be. */
static bool keep_half(struct link *link, const char *at, size_t length)
{
    link->half_length = length;
    if (length == 0)
        return false;
    if (length > LONGEST_LINE)
        return true;
    if (!link->half)
        link->half = malloc(LONGEST_LINE);
    memcpy(link->half, at, length);
    return false;
}

ssize_t link_receive(struct link *link, line_handler *handler, void *context)
{
    char *start = buffer + LONGEST_LINE - link->half_length;
    ssize_t got = wire_receive(link, buffer + LONGEST_LINE, READ_ROOM);
    if (got <= 0)
        return got;
    if (link->half_length)
        memcpy(start, link->half, link->half_length);
    const char *at = start, *end = buffer + LONGEST_LINE + got, *stop;
    while ((stop = memchr(at, '\n', (size_t)(end - at)))) {
        size_t length = (size_t)(stop - at);
        if (length && at[length - 1] == '\r')
            length--;
        handler(context, (struct slice){at, length});
        if (link->socket < 0)
            return got;
        at = stop + 1;
    }
    return keep_half(link, at, (size_t)(end - at)) ? -1 : got;
}

void link_write(struct link *link, const char *bytes, size_t length)
{
    if (link->out_end + length > link->out_room) {
        link->out_room = (link->out_end + length) * 2;
        link->out = realloc(link->out, link->out_room);
    }
    memcpy(link->out + link->out_end, bytes, length);
    link->out_end += length;
}

static void watch(struct link *link, int epoll, uint64_t key, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u64 = key};
    epoll_ctl(epoll, EPOLL_CTL_MOD, link->socket, &event);
    link->waits_to_write = events & EPOLLOUT;
}

void link_flush(struct link *link, int epoll, uint64_t key)
{
    if (link->socket < 0)
        return;
    while (link->out_start < link->out_end) {
        size_t sent = wire_send(link, link->out + link->out_start,
                                link->out_end - link->out_start);
        if (sent == 0)
            break;
        link->out_start += sent;
    }
    bool rest = link->out_start < link->out_end;
    if (!rest)
        link->out_start = link->out_end = 0;
    bool waits = rest && !wire_awaits_peer(link);
    if (waits != link->waits_to_write)
        watch(link, epoll, key, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void link_stop_reading(struct link *link, int epoll, uint64_t key)
{
    int little = 4096;
    setsockopt(link->socket, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    watch(link, epoll, key, 0);
}

void link_close(struct link *link)
{
    if (link->socket >= 0) {
        wire_close(link);
        close(link->socket);
    }
    free(link->half);
    free(link->out);
    memset(link, 0, sizeof *link);
    link->socket = -1;
}
