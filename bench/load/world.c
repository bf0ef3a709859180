#include "world.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "entering.h"

enum { EVENTS = 512 };

double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

struct slice slice_keep(struct slice slice)
{
    char *copy = malloc(slice.length + 1);
    memcpy(copy, slice.at, slice.length);
    copy[slice.length] = '\0';
    return (struct slice){copy, slice.length};
}

void world_open(struct world *world, const struct plan *plan)
{
    memset(world, 0, sizeof *world);
    world->plan = plan;
    world->epoll = epoll_create1(EPOLL_CLOEXEC);
    world->server.sin_family = AF_INET;
    world->server.sin_port = htons((uint16_t)plan->port);
    world->server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    world->clients = calloc((size_t)plan->clients, sizeof *world->clients);
    for (int number = 0; number < plan->clients; number++) {
        struct client *client = &world->clients[number];
        client->number = number;
        client->link.socket = -1;
        plan_nick(client->nick, number);
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

bool world_failed(const struct world *world)
{
    return world->first_fault[0] != '\0';
}

void world_fault(struct world *world, enum fault fault, const struct client *client,
                 struct slice line)
{
    world->faults[fault]++;
    if (!world_failed(world))
        snprintf(world->first_fault, sizeof world->first_fault, "at %s: %.*s",
                 client ? client->nick : "the end", (int)line.length, line.at);
}

struct receiving {
    struct world *world;
    struct client *client;
};

static void on_line(void *context, struct slice line)
{
    struct receiving *receiving = context;
    receiving->world->lines++;
    receiving->world->phase(receiving->world, receiving->client, line);
}

static void lost(struct world *world, struct client *client)
{
    link_close(&client->link);
    if (!client->stopped) {
        const char *words = "the server closed the connection";
        world_fault(world, FAULT_CLOSED, client, (struct slice){words, strlen(words)});
    }
}

static void serve(struct world *world, struct client *client, uint32_t events)
{
    if (client->link.socket < 0)
        return;
    if (client->stopped) {
        if (events & (EPOLLERR | EPOLLHUP))
            lost(world, client);
        return;
    }
    if (!client->opened && !entering_opened(world, client))
        return;
    if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        struct receiving receiving = {world, client};
        ssize_t got = link_receive(&client->link, on_line, &receiving);
        if (got < 0)
            return lost(world, client);
        world->bytes += (uint64_t)got;
    }
    if (client->link.out_end || client->link.waits_to_write)
        client_flush(world, client);
}

bool world_turn(struct world *world, double seconds)
{
    struct epoll_event events[EVENTS];
    double began = now();
    int count = epoll_wait(world->epoll, events, EVENTS, (int)(seconds * 1000));
    world->waited += now() - began;
    for (int i = 0; i < count; i++)
        serve(world, &world->clients[events[i].data.u64], events[i].events);
    return count > 0;
}

bool world_until(struct world *world, bool (*done)(struct world *))
{
    while (!done(world))
        if (world_failed(world) || !world_turn(world, world->plan->patience))
            return false;
    return true;
}

void client_say(struct world *world, struct client *client, const char *line)
{
    link_write(&client->link, line, strlen(line));
    link_write(&client->link, "\r\n", 2);
    client_flush(world, client);
}

void client_flush(struct world *world, struct client *client)
{
    link_flush(&client->link, world->epoll, (uint64_t)client->number);
}

void client_common(struct world *world, struct client *client, const struct line *line)
{
    if (slice_is(line->command, "PING")) {
        char answer[600];
        snprintf(answer, sizeof answer, "PONG :%.*s", (int)line->params[0].length,
                 line->params[0].at);
        client_say(world, client, answer);
    } else if (slice_is(line->command, "ERROR")) {
        world_fault(world, FAULT_CLOSED, client, line->params[0]);
    }
}

int source_number(struct slice source)
{
    struct slice nick = slice_cut(&source, '!');
    return plan_number(nick.at, nick.length, "u");
}
