/* The measured conversation: senders send, every delivery is checked. */
#ifndef CHAT_H
#define CHAT_H

#include "world.h"

struct chat_result {
    uint64_t messages, deliveries;
    double seconds;
    double longest_silence; /* seconds in which a closed loop heard nothing at all */
    double *latencies; /* seconds, one per delivery, sorted; NULL unless paced */
    size_t latency_count;
    /* The reader that stopped (MODE_STOPPED): */
    int told;            /* clients that saw it quit */
    double closed_after; /* seconds from its stop until the first of them saw it */
    double behind;       /* bytes that another reader had received by then */
    char reason[128];
};

void chat_run(struct world *world, struct chat_result *result);

#endif
