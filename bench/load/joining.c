#include "entering.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Who knows of whom, as far as the meeting is watched. */
struct meeting {
    int entered;              /* clients that have all their member lists */
    int64_t known;            /* pairs (client, member it knows of) */
    uint8_t *by_list, *by_join; /* one byte for each pair; NULL when it does not matter */
    double entered_at;
};

static void meet(struct world *world, struct client *client, uint8_t *seen, int other)
{
    struct meeting *meeting = world->state;
    if (!seen || other < 0 || other >= world->plan->clients)
        return;
    size_t pair = (size_t)client->number * (size_t)world->plan->clients + (size_t)other;
    if (!meeting->by_list[pair] && !meeting->by_join[pair])
        meeting->known++;
    if (seen[pair]++) {
        const char *words = "told twice of the same member";
        world_fault(world, FAULT_REPEATED, client, (struct slice){words, strlen(words)});
    }
}

static void on_join(struct world *world, struct client *client, const struct line *line)
{
    struct meeting *meeting = world->state;
    if (plan_number(line->params[0].at, line->params[0].length, "#c") < 0)
        return; /* a channel where the server puts everybody */
    int who = source_number(line->source);
    if (who == client->number && !client->source.at)
        client->source = slice_keep(line->source);
    meet(world, client, meeting->by_join, who);
}

static void on_names(struct world *world, struct client *client, const struct line *line)
{
    struct meeting *meeting = world->state;
    if (!meeting->by_list || plan_number(line->params[2].at, line->params[2].length, "#c") < 0)
        return;
    struct slice rest = line->params[3];
    while (rest.length) {
        struct slice name = slice_cut(&rest, ' ');
        while (name.length && strchr("~&@%+", *name.at)) {
            name.at++;
            name.length--;
        }
        if (name.length)
            meet(world, client, meeting->by_list, source_number(name));
    }
}

static void on_names_end(struct world *world, struct client *client, const struct line *line)
{
    struct meeting *meeting = world->state;
    if (plan_number(line->params[1].at, line->params[1].length, "#c") < 0)
        return;
    if (++client->entered != world->plan->channels_each)
        return;
    if (!client->source.at) {
        const char *words = "a member list came without a JOIN";
        world_fault(world, FAULT_SKIPPED, client, (struct slice){words, strlen(words)});
    }
    if (++meeting->entered == world->plan->clients)
        meeting->entered_at = now();
}

static void on_joining(struct world *world, struct client *client, struct slice text)
{
    struct line line = line_split(text);
    if (slice_is(line.command, "JOIN"))
        on_join(world, client, &line);
    else if (slice_is(line.command, "353"))
        on_names(world, client, &line);
    else if (slice_is(line.command, "366"))
        on_names_end(world, client, &line);
    else if (line.command.length == 3 && *line.command.at == '4')
        world_fault(world, FAULT_REFUSED, client, text);
    else
        client_common(world, client, &line);
}

static bool all_entered(struct world *world)
{
    const struct meeting *meeting = world->state;
    return meeting->entered == world->plan->clients;
}

static bool all_met(struct world *world)
{
    const struct meeting *meeting = world->state;
    int64_t clients = world->plan->clients;
    return all_entered(world) && meeting->known == clients * clients;
}

static void ask(struct world *world, struct client *client)
{
    char line[8 + MOST_CHANNELS_EACH * NAME_ROOM] = "JOIN ";
    for (int place = 0; place < world->plan->channels_each; place++) {
        char name[NAME_ROOM];
        plan_channel_name(name, plan_channel(world->plan, client->number, place));
        if (place)
            strcat(line, ",");
        strcat(line, name);
    }
    client_say(world, client, line);
}

static bool join(struct world *world, struct meeting *meeting, bool (*done)(struct world *))
{
    world->state = meeting;
    world->phase = on_joining;
    for (int number = 0; number < world->plan->clients; number++)
        ask(world, &world->clients[number]);
    return world_until(world, done) && !world_failed(world);
}

bool entering_join(struct world *world)
{
    struct meeting meeting = {0};
    return join(world, &meeting, all_entered);
}

bool entering_meet(struct world *world, double *entered)
{
    size_t pairs = (size_t)world->plan->clients * (size_t)world->plan->clients;
    struct meeting meeting = {.by_list = calloc(pairs, 1), .by_join = calloc(pairs, 1)};
    bool done = join(world, &meeting, all_met);
    *entered = meeting.entered_at;
    free(meeting.by_list);
    free(meeting.by_join);
    return done;
}
