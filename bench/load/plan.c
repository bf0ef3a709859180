#include "plan.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Neighbours share few channels, so that a mesh is one: 7 is prime to the sizes in use. */
enum { STRIDE = 7, DIGITS = 5 };

static const char *const MODES[] = {"idle", "register", "join", "chat", "paced", "stopped"};

static void refuse(const char *why)
{
    fprintf(stderr, "load: %s\n", why);
    exit(2);
}

static enum mode read_mode(const char *word)
{
    for (int mode = 0; mode <= MODE_STOPPED; mode++)
        if (strcmp(MODES[mode], word) == 0)
            return (enum mode)mode;
    refuse("--mode is one of idle, register, join, chat, paced, stopped");
    return MODE_IDLE;
}

static void check(const struct plan *plan)
{
    if (plan->port < 1 || plan->port > 65535)
        refuse("--port is needed");
    if (plan->clients < 1 || plan->clients > MOST_CLIENTS)
        refuse("--clients is out of range");
    if (plan->channels < 1 || plan->channels_each < 1 || plan->channels_each > MOST_CHANNELS_EACH)
        refuse("--channels or --channels-each is out of range");
    if (plan->window < 1 || plan->window > MOST_WINDOW)
        refuse("--window is out of range");
    if (plan->every < 1)
        refuse("--every is out of range");
    if (plan->senders < 1 || plan->senders > plan->clients - (plan->mode == MODE_STOPPED))
        refuse("--senders must be among the clients that read");
    for (int place = 1; place < plan->channels_each; place++)
        for (int earlier = 0; earlier < place; earlier++)
            if (plan_channel(plan, 0, place) == plan_channel(plan, 0, earlier))
                refuse("--channels is too small for --channels-each");
}

struct plan plan_read(int count, char **words)
{
    struct plan plan = {.mode = MODE_CHAT, .clients = 2, .channels = 1, .channels_each = 1,
                        .senders = 1, .window = 1, .burst = 8, .seconds = 1, .patience = 5,
                        .rate = 20, .wanted = "", .every = 1};
    static const struct option options[] = {
        {"mode", 1, 0, 'm'},     {"port", 1, 0, 'p'},    {"clients", 1, 0, 'n'},
        {"channels", 1, 0, 'c'}, {"channels-each", 1, 0, 'e'}, {"senders", 1, 0, 's'},
        {"window", 1, 0, 'w'},   {"burst", 1, 0, 'b'},   {"seconds", 1, 0, 't'},
        {"patience", 1, 0, 'y'}, {"rate", 1, 0, 'r'},    {"capabilities", 1, 0, 'a'},
        {"every", 1, 0, 'i'},    {"stepped", 0, 0, 'x'}, {0, 0, 0, 0}};
    int option;
    while ((option = getopt_long(count, words, "", options, NULL)) != -1) {
        switch (option) {
        case 'm': plan.mode = read_mode(optarg); break;
        case 'p': plan.port = atoi(optarg); break;
        case 'n': plan.clients = atoi(optarg); break;
        case 'c': plan.channels = atoi(optarg); break;
        case 'e': plan.channels_each = atoi(optarg); break;
        case 's': plan.senders = atoi(optarg); break;
        case 'w': plan.window = atoi(optarg); break;
        case 'b': plan.burst = atoi(optarg); break;
        case 't': plan.seconds = atof(optarg); break;
        case 'y': plan.patience = atof(optarg); break;
        case 'r': plan.rate = atof(optarg); break;
        case 'a': plan.wanted = optarg; break;
        case 'i': plan.every = atoi(optarg); break;
        case 'x': plan.stepped = true; break;
        default: exit(2);
        }
    }
    check(&plan);
    return plan;
}

/* Short enough for every server's NICKLEN. */
void plan_nick(char name[NAME_ROOM], int client)
{
    snprintf(name, NAME_ROOM, "u%05d", client);
}

void plan_channel_name(char name[NAME_ROOM], int channel)
{
    snprintf(name, NAME_ROOM, "#c%05d", channel);
}

int plan_number(const char *name, unsigned long length, const char *prefix)
{
    unsigned long before = strlen(prefix);
    if (length != before + DIGITS || memcmp(name, prefix, before) != 0)
        return -1;
    int number = 0;
    for (unsigned long i = before; i < length; i++) {
        if (name[i] < '0' || name[i] > '9')
            return -1;
        number = number * 10 + (name[i] - '0');
    }
    return number;
}

int plan_channel(const struct plan *plan, int client, int place)
{
    return (client + place * STRIDE) % plan->channels;
}

bool plan_is_member(const struct plan *plan, int client, int channel)
{
    for (int place = 0; place < plan->channels_each; place++)
        if (plan_channel(plan, client, place) == channel)
            return true;
    return false;
}
