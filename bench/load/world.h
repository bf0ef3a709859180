/* All clients and the loop that serves them; a phase says what their lines mean. */
#ifndef WORLD_H
#define WORLD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "link.h"
#include "plan.h"

/* What a server may do wrong. */
enum fault {
    FAULT_CORRUPT,  /* a text is not what was sent */
    FAULT_SOURCE,   /* it comes under another name */
    FAULT_TARGET,   /* it names another channel */
    FAULT_INTRUDER, /* the receiver is no member of the channel */
    FAULT_OWN,      /* the sender's own, though echo-message is off */
    FAULT_REPEATED, /* it, or a later one of the same sender, has been seen already */
    FAULT_SKIPPED,  /* an earlier one of the same sender has not been seen */
    FAULT_MISSING,  /* nobody sent anything any more, and it had not come */
    FAULT_TAGS,     /* it has tags, though nobody asked, or no time, though it was promised */
    FAULT_CLOSED,   /* a healthy connection was closed */
    FAULT_REFUSED,  /* the server would not let a client in */
    FAULT_STALLED,  /* the server fell silent before the measuring began */
    FAULT_KINDS
};

struct client {
    struct link link;
    int number;
    bool opened, welcomed, registered;
    bool tags_due;           /* has server-time */
    bool stopped;            /* does not read, and may be closed for it */
    int entered;             /* channels whose member list has come to its end */
    char nick[NAME_ROOM];
    struct slice source;     /* nick!user@host, learnt from its own JOIN; allocated */
    struct slice granted;    /* capabilities, as acknowledged; allocated */
    char *offered;           /* capabilities, while they are being listed */
};

struct world;

/* What a phase does with a line of the server. */
typedef void phase(struct world *world, struct client *client, struct slice line);

struct world {
    const struct plan *plan;
    struct sockaddr_in server;
    int epoll;
    struct client *clients;
    phase *phase;
    void *state;             /* the phase's own */
    bool echo;               /* every client has echo-message */
    uint64_t bytes, lines;   /* received */
    double waited;           /* seconds in which there was nothing to do */
    uint64_t faults[FAULT_KINDS];
    char first_fault[512];   /* in words, with the line; empty when there is none */
};

void world_open(struct world *world, const struct plan *plan);

/* Waits at most `seconds` for traffic and handles it once; false when there was none. */
bool world_turn(struct world *world, double seconds);

/* Turns until `done`, or a fault, or silence for the plan's patience. True when done. */
bool world_until(struct world *world, bool (*done)(struct world *));

bool world_failed(const struct world *world);
void world_fault(struct world *world, enum fault fault, const struct client *client,
                 struct slice line);

void client_say(struct world *world, struct client *client, const char *line);
void client_flush(struct world *world, struct client *client);

/* What every phase does: PING is answered, ERROR noted. */
void client_common(struct world *world, struct client *client, const struct line *line);

/* Our client's number in a source such as nick!user@host; -1 for strangers. */
int source_number(struct slice source);

/* A copy that stays. */
struct slice slice_keep(struct slice slice);

double now(void);

#endif
