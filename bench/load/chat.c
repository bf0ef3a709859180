#include "chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "text.h"

enum { HEAD_ROOM = 256, MOST_LATENCIES = 4 * 1000 * 1000, LONGEST_WAIT = 10 };

/* How a delivery of one sender in one of its channels begins, and how it is sent. */
struct route {
    char head[HEAD_ROOM];
    size_t head_length;
    char command[32];
    size_t command_length;
};

struct chat {
    struct ledger ledger;
    struct route *routes; /* [sender][place] */
    struct chat_result *result;
    double started;
    uint64_t bytes_before;
};

static struct route *route(const struct world *world, int sender, uint32_t sequence)
{
    const struct chat *chat = world->state;
    uint32_t each = (uint32_t)world->plan->channels_each;
    return &chat->routes[(uint32_t)sender * each + sequence % each];
}

static void take(struct world *world, struct client *client, struct slice text, struct claim claim)
{
    struct chat *chat = world->state;
    struct chat_result *result = chat->result;
    if (world->plan->mode == MODE_PACED && result->latency_count < MOST_LATENCIES)
        result->latencies[result->latency_count++] = now() - ledger_sent_at(&chat->ledger, claim);
    enum fault fault = ledger_take(&chat->ledger, client->number, claim);
    if (fault != FAULT_KINDS)
        world_fault(world, fault, client, text);
    else if (client->tags_due != (*text.at == '@'))
        world_fault(world, FAULT_TAGS, client, text);
}

/* A PRIVMSG that does not begin as expected: what is wrong with it? */
static void on_message(struct world *world, struct client *client, struct slice text,
                       const struct line *line)
{
    struct claim claim;
    char nick[NAME_ROOM], channel[NAME_ROOM];
    struct slice source = line->source, body = line->params[1];
    struct slice name = slice_cut(&source, '!');
    if (line->count < 2 || (source_number(line->source) < 0 &&
                            plan_number(line->params[0].at, line->params[0].length, "#c") < 0))
        return; /* a service that says something to its new user */
    if (body.length != TEXT_LENGTH || !text_read(body.at, &claim) ||
        claim.sender >= world->plan->senders)
        return world_fault(world, FAULT_CORRUPT, client, text);
    plan_nick(nick, claim.sender);
    plan_channel_name(channel, claim.channel);
    if (!slice_is(name, nick))
        world_fault(world, FAULT_SOURCE, client, text);
    else if (!slice_is(line->params[0], channel))
        world_fault(world, FAULT_TARGET, client, text);
    else
        take(world, client, text, claim);
}

static void on_quit(struct world *world, struct client *client, const struct line *line)
{
    struct chat *chat = world->state;
    struct chat_result *result = chat->result;
    int who = source_number(line->source);
    if (who < 0 || who >= world->plan->clients || !world->clients[who].stopped)
        return;
    if (client->stopped || result->told++)
        return;
    result->closed_after = now() - chat->started;
    result->behind = (double)(world->bytes - chat->bytes_before) / (world->plan->clients - 1);
    snprintf(result->reason, sizeof result->reason, "%.*s", (int)line->params[0].length,
             line->params[0].at);
}

static void on_chat(struct world *world, struct client *client, struct slice text)
{
    struct slice plain = without_tags(text);
    struct claim claim;
    if (plain.length > TEXT_LENGTH) {
        size_t before = plain.length - TEXT_LENGTH;
        if (text_read(plain.at + before, &claim) && claim.sender < world->plan->senders) {
            const struct route *expected = route(world, claim.sender, claim.sequence);
            if (before == expected->head_length &&
                memcmp(plain.at, expected->head, before) == 0)
                return take(world, client, text, claim);
        }
    }
    struct line line = line_split(text);
    if (slice_is(line.command, "PRIVMSG"))
        on_message(world, client, text, &line);
    else if (slice_is(line.command, "QUIT"))
        on_quit(world, client, &line);
    else if (line.command.length == 3 && *line.command.at == '4')
        world_fault(world, FAULT_REFUSED, client, text);
    else
        client_common(world, client, &line);
}

static void write_routes(struct world *world)
{
    struct chat *chat = world->state;
    const struct plan *plan = world->plan;
    chat->routes = calloc((size_t)plan->senders * (size_t)plan->channels_each,
                          sizeof *chat->routes);
    for (int sender = 0; sender < plan->senders; sender++)
        for (int place = 0; place < plan->channels_each; place++) {
            struct route *one = route(world, sender, (uint32_t)place);
            char channel[NAME_ROOM];
            plan_channel_name(channel, plan_channel(plan, sender, place));
            one->head_length = (size_t)snprintf(one->head, HEAD_ROOM, ":%s PRIVMSG %s :",
                                                world->clients[sender].source.at, channel);
            one->command_length = (size_t)snprintf(one->command, sizeof one->command,
                                                   "PRIVMSG %s :", channel);
        }
}

static bool send_one(struct world *world, int sender, double at)
{
    struct chat *chat = world->state;
    struct client *client = &world->clients[sender];
    struct claim claim;
    char text[TEXT_LENGTH + 2];
    if (client->link.socket < 0 || !ledger_send(&chat->ledger, sender, &claim, at))
        return false;
    const struct route *to = route(world, sender, claim.sequence);
    text_write(text, claim);
    memcpy(text + TEXT_LENGTH, "\r\n", 2);
    link_write(&client->link, to->command, to->command_length);
    link_write(&client->link, text, sizeof text);
    return true;
}

static void fill_windows(struct world *world)
{
    for (int sender = 0; sender < world->plan->senders; sender++) {
        bool sent = false;
        while (send_one(world, sender, 0))
            sent = true;
        if (sent)
            client_flush(world, &world->clients[sender]);
    }
}

static bool all_told(struct world *world)
{
    struct chat *chat = world->state;
    return chat->result->told >= world->plan->clients - 1;
}

/* A reader that stopped is waited for: the server may hold megabytes before it closes. */
static bool goes_on(struct world *world, double at, double end)
{
    if (world_failed(world))
        return false;
    if (world->plan->mode == MODE_STOPPED && !all_told(world))
        end += LONGEST_WAIT;
    return at < end;
}

static void note_silence(struct world *world, double seconds)
{
    struct chat *chat = world->state;
    if (seconds > chat->result->longest_silence)
        chat->result->longest_silence = seconds;
}

static void run_closed_loop(struct world *world, double end)
{
    double silent_since = now(), waited_before = world->waited;
    for (double at = silent_since; goes_on(world, at, end); at = now()) {
        fill_windows(world);
        if (world_turn(world, 0.05)) {
            note_silence(world, world->waited - waited_before);
            waited_before = world->waited;
            silent_since = at;
        } else if (at - silent_since > world->plan->patience) {
            return;
        }
    }
}

static void run_paced(struct world *world, double start, double end)
{
    int turn = 0;
    double due = start;
    while (due < end && !world_failed(world)) {
        double wait = due - now();
        if (wait > 0) {
            world_turn(world, wait < 0.001 ? 0 : wait);
            continue;
        }
        int sender = turn++ % world->plan->senders;
        if (send_one(world, sender, now()))
            client_flush(world, &world->clients[sender]);
        due = start + turn / world->plan->rate;
    }
}

static bool all_arrived(struct world *world)
{
    struct chat *chat = world->state;
    return ledger_missing(&chat->ledger) == 0;
}

static int by_size(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

static void finish(struct world *world)
{
    struct chat *chat = world->state;
    struct chat_result *result = chat->result;
    world_until(world, all_arrived);
    result->seconds = now() - chat->started;
    result->messages = ledger_messages(&chat->ledger);
    result->deliveries = chat->ledger.deliveries;
    uint64_t missing = ledger_missing(&chat->ledger);
    if (missing && !world_failed(world)) {
        const char *words = "deliveries did not come";
        world_fault(world, FAULT_MISSING, NULL, (struct slice){words, strlen(words)});
        world->faults[FAULT_MISSING] = missing;
    }
    if (world->plan->mode == MODE_STOPPED)
        world_until(world, all_told);
    if (result->latencies)
        qsort(result->latencies, result->latency_count, sizeof(double), by_size);
}

void chat_run(struct world *world, struct chat_result *result)
{
    const struct plan *plan = world->plan;
    struct chat chat = {.result = result, .bytes_before = world->bytes};
    ledger_open(&chat.ledger, plan, world->echo);
    world->state = &chat;
    world->phase = on_chat;
    write_routes(world);
    if (plan->mode == MODE_PACED)
        result->latencies = calloc(MOST_LATENCIES, sizeof(double));
    if (plan->mode == MODE_STOPPED) {
        struct client *last = &world->clients[plan->clients - 1];
        last->stopped = true;
        link_stop_reading(&last->link, world->epoll, (uint64_t)last->number);
    }
    chat.started = now();
    if (plan->mode == MODE_PACED)
        run_paced(world, chat.started, chat.started + plan->seconds);
    else
        run_closed_loop(world, chat.started + plan->seconds);
    finish(world);
}
