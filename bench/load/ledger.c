#include "ledger.h"

#include <stdlib.h>

/* The messages of one sender that somebody still waits for. */
struct flight {
    uint32_t oldest, sequence; /* in flight: from oldest up to before sequence */
    uint16_t left[MOST_WINDOW]; /* receivers that wait, by sequence modulo MOST_WINDOW */
    double at[MOST_WINDOW];
    uint16_t receivers[MOST_CHANNELS_EACH];
};

static size_t pair(const struct ledger *ledger, int receiver, int sender)
{
    return (size_t)receiver * (size_t)ledger->plan->senders + (size_t)sender;
}

/* The first sequence from `from` on that goes to a channel they share; never when there is none. */
static uint32_t next_shared(const struct ledger *ledger, uint8_t shared, uint32_t from)
{
    if (!shared)
        return UINT32_MAX;
    uint32_t each = (uint32_t)ledger->plan->channels_each;
    while (!(shared >> from % each & 1))
        from++;
    return from;
}

void ledger_open(struct ledger *ledger, const struct plan *plan, bool echo)
{
    size_t pairs = (size_t)plan->clients * (size_t)plan->senders;
    *ledger = (struct ledger){.plan = plan};
    ledger->next = calloc(pairs, sizeof *ledger->next);
    ledger->shared = calloc(pairs, sizeof *ledger->shared);
    ledger->flights = calloc((size_t)plan->senders, sizeof *ledger->flights);
    for (int receiver = 0; receiver < plan->clients; receiver++) {
        bool counts = plan->mode != MODE_STOPPED || receiver < plan->clients - 1;
        for (int sender = 0; sender < plan->senders; sender++) {
            size_t at = pair(ledger, receiver, sender);
            for (int place = 0; place < plan->channels_each; place++)
                if ((receiver != sender || echo) && counts &&
                    plan_is_member(plan, receiver, plan_channel(plan, sender, place))) {
                    ledger->shared[at] |= (uint8_t)(1 << place);
                    ledger->flights[sender].receivers[place]++;
                }
            ledger->next[at] = next_shared(ledger, ledger->shared[at], 0);
        }
    }
}

static void land(struct flight *flight)
{
    while (flight->oldest < flight->sequence && flight->left[flight->oldest % MOST_WINDOW] == 0)
        flight->oldest++;
}

bool ledger_send(struct ledger *ledger, int sender, struct claim *claim, double at)
{
    struct flight *flight = &ledger->flights[sender];
    if (flight->sequence - flight->oldest >= (uint32_t)ledger->plan->window)
        return false;
    int place = (int)(flight->sequence % (uint32_t)ledger->plan->channels_each);
    flight->left[flight->sequence % MOST_WINDOW] = flight->receivers[place];
    flight->at[flight->sequence % MOST_WINDOW] = at;
    claim->sender = (uint16_t)sender;
    claim->channel = (uint16_t)plan_channel(ledger->plan, sender, place);
    claim->sequence = flight->sequence++;
    land(flight);
    return true;
}

/* Why a delivery was not the expected one. */
static enum fault verdict(const struct ledger *ledger, int receiver, struct claim claim)
{
    const struct plan *plan = ledger->plan;
    const struct flight *flight = &ledger->flights[claim.sender];
    int place = (int)(claim.sequence % (uint32_t)plan->channels_each);
    size_t at = pair(ledger, receiver, claim.sender);
    if (claim.sequence >= flight->sequence ||
        plan_channel(plan, claim.sender, place) != claim.channel)
        return FAULT_CORRUPT;
    if (!(ledger->shared[at] >> place & 1))
        return receiver == claim.sender ? FAULT_OWN : FAULT_INTRUDER;
    return claim.sequence < ledger->next[at] ? FAULT_REPEATED : FAULT_SKIPPED;
}

enum fault ledger_take(struct ledger *ledger, int receiver, struct claim claim)
{
    /* `next` is a sequence that was addressed to this receiver: equality says all at once. */
    size_t at = pair(ledger, receiver, claim.sender);
    struct flight *flight = &ledger->flights[claim.sender];
    if (ledger->next[at] != claim.sequence || claim.sequence >= flight->sequence)
        return verdict(ledger, receiver, claim);
    ledger->next[at] = next_shared(ledger, ledger->shared[at], claim.sequence + 1);
    ledger->deliveries++;
    if (--flight->left[claim.sequence % MOST_WINDOW] == 0)
        land(flight);
    return FAULT_KINDS;
}

double ledger_sent_at(const struct ledger *ledger, struct claim claim)
{
    return ledger->flights[claim.sender].at[claim.sequence % MOST_WINDOW];
}

uint64_t ledger_messages(const struct ledger *ledger)
{
    uint64_t sum = 0;
    for (int sender = 0; sender < ledger->plan->senders; sender++)
        sum += ledger->flights[sender].sequence;
    return sum;
}

uint64_t ledger_missing(const struct ledger *ledger)
{
    uint64_t sum = 0;
    for (int sender = 0; sender < ledger->plan->senders; sender++) {
        const struct flight *flight = &ledger->flights[sender];
        for (uint32_t one = flight->oldest; one < flight->sequence; one++)
            sum += flight->left[one % MOST_WINDOW];
    }
    return sum;
}
