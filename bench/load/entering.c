#include "entering.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* How far the crowd is. */
struct crowd {
    int opened;     /* connections asked for */
    int registered;
};

bool entering_opened(struct world *world, struct client *client)
{
    char line[128];
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(client->link.socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) {
        const char *words = strerror(error);
        world_fault(world, FAULT_REFUSED, client, (struct slice){words, strlen(words)});
        return false;
    }
    client->opened = true;
    if (world->plan->wanted[0] && client->number % world->plan->every == 0)
        client_say(world, client, "CAP LS 302");
    snprintf(line, sizeof line, "NICK %s\r\nUSER %s 0 * :load", client->nick, client->nick);
    client_say(world, client, line);
    return true;
}

/* Whether `word` (or word=value) is one of the words of `list`. */
static bool is_listed(const char *list, const char *word, size_t length)
{
    struct slice rest = {list, strlen(list)};
    while (rest.length) {
        struct slice offer = slice_cut(&rest, ' ');
        struct slice name = slice_cut(&offer, '=');
        if (name.length == length && memcmp(name.at, word, length) == 0)
            return true;
    }
    return false;
}

static void request(struct world *world, struct client *client)
{
    char line[512] = "CAP REQ :";
    size_t empty = strlen(line);
    struct slice rest = {world->plan->wanted, strlen(world->plan->wanted)};
    while (rest.length) {
        struct slice wish = slice_cut(&rest, ' ');
        if (is_listed(client->offered, wish.at, wish.length)) {
            strncat(line, wish.at, wish.length);
            strcat(line, " ");
        }
    }
    client_say(world, client, strlen(line) > empty ? line : "CAP END");
}

static void on_capabilities(struct world *world, struct client *client, const struct line *line)
{
    struct slice list = line->params[line->count - 1];
    if (slice_is(line->params[1], "LS")) {
        size_t before = client->offered ? strlen(client->offered) : 0;
        client->offered = realloc(client->offered, before + list.length + 2);
        memcpy(client->offered + before, list.at, list.length);
        memcpy(client->offered + before + list.length, " ", 2);
        if (!slice_is(line->params[2], "*"))
            request(world, client);
    } else if (slice_is(line->params[1], "ACK")) {
        client->granted = slice_keep(list);
        client->tags_due = is_listed(client->granted.at, "server-time", strlen("server-time"));
        client_say(world, client, "CAP END");
    } else if (slice_is(line->params[1], "NAK")) {
        world_fault(world, FAULT_REFUSED, client, list);
    }
}

static void on_registering(struct world *world, struct client *client, struct slice text)
{
    struct crowd *crowd = world->state;
    struct line line = line_split(text);
    if (slice_is(line.command, "CAP") && line.count > 2) {
        on_capabilities(world, client, &line);
    } else if (slice_is(line.command, "001")) {
        client->welcomed = slice_is(line.params[0], client->nick);
    } else if (slice_is(line.command, "376") || slice_is(line.command, "422")) {
        crowd->registered += client->welcomed && !client->registered;
        client->registered = client->welcomed;
    } else if (line.command.length == 3 && *line.command.at == '4' &&
               !slice_is(line.command, "421")) {
        world_fault(world, FAULT_REFUSED, client, text);
    } else {
        client_common(world, client, &line);
    }
}

static bool all_registered(struct world *world)
{
    struct crowd *crowd = world->state;
    const struct plan *plan = world->plan;
    while (crowd->opened < plan->clients && crowd->opened - crowd->registered < plan->burst) {
        struct client *client = &world->clients[crowd->opened++];
        if (!link_open(&client->link, world->epoll, (uint64_t)client->number, &world->server)) {
            const char *words = strerror(errno);
            world_fault(world, FAULT_REFUSED, client, (struct slice){words, strlen(words)});
            return true;
        }
    }
    return crowd->registered == plan->clients;
}

static bool all_echo(const struct world *world)
{
    for (int number = 0; number < world->plan->clients; number++) {
        const char *granted = world->clients[number].granted.at;
        if (!granted || !is_listed(granted, "echo-message", strlen("echo-message")))
            return false;
    }
    return true;
}

bool entering_register(struct world *world)
{
    struct crowd crowd = {0, 0};
    world->state = &crowd;
    world->phase = on_registering;
    bool done = world_until(world, all_registered);
    for (int number = 0; number < world->plan->clients; number++) {
        free(world->clients[number].offered);
        world->clients[number].offered = NULL;
    }
    world->echo = all_echo(world);
    return done && !world_failed(world);
}
