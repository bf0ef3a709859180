/* What every receiver must see next from every sender, and how many still wait for a message. */
#ifndef LEDGER_H
#define LEDGER_H

#include "plan.h"
#include "text.h"
#include "world.h"

struct flight;

struct ledger {
    const struct plan *plan;
    uint32_t *next;        /* [receiver][sender]: sequence of the next one addressed to it */
    uint8_t *shared;       /* [receiver][sender]: bit per place of the sender's channels */
    struct flight *flights; /* [sender] */
    uint64_t deliveries;
};

/* The last receiver counts for nothing when it does not read; senders see their own with `echo`. */
void ledger_open(struct ledger *ledger, const struct plan *plan, bool echo);

/* The next message of a sender, or false while its window is full. */
bool ledger_send(struct ledger *ledger, int sender, struct claim *claim, double at);

/* Takes note of a delivery. FAULT_KINDS when it is right. */
enum fault ledger_take(struct ledger *ledger, int receiver, struct claim claim);

/* When the message was sent; only while it is in flight. */
double ledger_sent_at(const struct ledger *ledger, struct claim claim);

uint64_t ledger_messages(const struct ledger *ledger);

/* Deliveries that have not come. */
uint64_t ledger_missing(const struct ledger *ledger);

#endif
