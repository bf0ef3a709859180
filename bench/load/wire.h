/* What carries a link's bytes: a bare socket (plain.c) or TLS (secure.c). A program has one of them. */
#ifndef WIRE_H
#define WIRE_H

#include "link.h"

/* The link's socket is connecting. False when there is no memory. */
bool wire_open(struct link *link);

/* The bytes received; 0 when there are none yet; -1 when the peer has closed or broken it. */
ssize_t wire_receive(struct link *link, char *at, size_t room);

/* The bytes taken; 0 when there is no room yet, or it is broken, which the next read reports. */
size_t wire_send(struct link *link, const char *bytes, size_t length);

/* Whether wire_send took nothing because the peer has to say something first. */
bool wire_awaits_peer(const struct link *link);

void wire_close(struct link *link);

/* Protocol and cipher in words; empty for a bare socket. */
const char *wire_name(const struct link *link, char *words, size_t room);

#endif
