/* Who is in which channel, and who speaks: a function of the numbers on the command line. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stdint.h>

enum { MOST_CLIENTS = 60000, MOST_CHANNELS_EACH = 8, MOST_WINDOW = 4096, NAME_ROOM = 16 };

enum mode {
    MODE_IDLE,     /* connect and stay */
    MODE_REGISTER, /* connect and register, as fast as the server lets us */
    MODE_JOIN,     /* all join at once, and learn of each other */
    MODE_CHAT,     /* a closed loop: every sender keeps `window` messages in flight */
    MODE_PACED,    /* `rate` messages a second, each delivery's latency noted */
    MODE_STOPPED,  /* MODE_CHAT, while the last client no longer reads */
};

struct plan {
    enum mode mode;
    int port;
    int clients, channels, channels_each, senders;
    int window;
    int burst;         /* connections being opened at the same time */
    double seconds;    /* of sending */
    double patience;   /* seconds without any progress that end the run */
    double rate;       /* messages per second, MODE_PACED */
    const char *wanted; /* capabilities, separated by spaces; those offered are requested */
    int every;         /* one client of so many wants them */
    bool stepped;      /* tell when ready and wait for a line before measuring, and before leaving */
};

/* The options, or exit with a sentence. */
struct plan plan_read(int count, char **words);

void plan_nick(char name[NAME_ROOM], int client);
void plan_channel_name(char name[NAME_ROOM], int channel);

/* The number in a name as written by the functions above; -1 when it is not one of ours. */
int plan_number(const char *name, unsigned long length, const char *prefix);

/* The channel that is number `place` (from 0 to channels_each) of the client's. */
int plan_channel(const struct plan *plan, int client, int place);

bool plan_is_member(const struct plan *plan, int client, int channel);

#endif
