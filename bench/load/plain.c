#include <errno.h>
#include <sys/socket.h>

#include "wire.h"

bool wire_open(struct link *link)
{
    (void)link;
    return true;
}

ssize_t wire_receive(struct link *link, char *at, size_t room)
{
    ssize_t got = recv(link->socket, at, room, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return got > 0 ? got : -1;
}

size_t wire_send(struct link *link, const char *bytes, size_t length)
{
    ssize_t sent = send(link->socket, bytes, length, MSG_NOSIGNAL);
    return sent > 0 ? (size_t)sent : 0;
}

bool wire_awaits_peer(const struct link *link)
{
    (void)link;
    return false;
}

void wire_close(struct link *link)
{
    (void)link;
}

const char *wire_name(const struct link *link, char *words, size_t room)
{
    (void)link;
    if (room)
        *words = '\0';
    return words;
}
