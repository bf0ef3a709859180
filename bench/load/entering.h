/* From a connection to a member of channels. */
#ifndef ENTERING_H
#define ENTERING_H

#include "world.h"

/* Opens every client's connection, at most `burst` at a time, and registers it with the
 * capabilities wanted. True when all are in. */
bool entering_register(struct world *world);

/* All clients ask at once to join their channels. True when every member list has come. */
bool entering_join(struct world *world);

/* As above, and every client learns of every member, by the list or by a JOIN: exactly once each.
 * `entered` becomes the time when all lists had come. One channel only. */
bool entering_meet(struct world *world, double *entered);

/* The socket of a new connection is ready. False when it could not connect. */
bool entering_opened(struct world *world, struct client *client);

#endif
