/* limit: what loopback and one core allow. Not a server: it believes every line, keeps no rules and
 * knows just enough IRC for the load generator. One send per connection and tick. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "link.h"

enum { MOST_SOCKETS = 65536, MOST_PLACES = 16, EVENTS = 1024, BACKLOG = 4096 };

/* The lines of one tick in one channel. */
struct log {
    char *bytes;
    size_t length, room;
    struct entry {
        uint64_t order;
        int origin;
        size_t end;
    } *entries;
    int count, entry_room;
};

struct channel {
    char name[32];
    int *members, member_count, member_room;
    struct log log;
    bool active;
};

struct user {
    struct link link;
    char nick[32];
    int places[MOST_PLACES], place_count;
    bool spoke, touched;
};

static struct user *users[MOST_SOCKETS];
static struct channel *channels;
static int channel_count, active_count;
static int active[MOST_SOCKETS], touched[MOST_SOCKETS], touched_count;
static uint64_t order;
static int epoll;

static void *grown(void *array, size_t count, int *room, size_t size)
{
    if (count < (size_t)*room)
        return array;
    *room = *room ? *room * 2 : 16;
    return realloc(array, (size_t)*room * size);
}

static int channel_named(struct slice name)
{
    static int room;
    for (int i = 0; i < channel_count; i++)
        if (slice_is(name, channels[i].name))
            return i;
    channels = grown(channels, (size_t)channel_count, &room, sizeof *channels);
    memset(&channels[channel_count], 0, sizeof *channels);
    snprintf(channels[channel_count].name, sizeof channels->name, "%.*s", (int)name.length,
             name.at);
    return channel_count++;
}

static void append(int number, int origin, const char *bytes, size_t length)
{
    struct channel *channel = &channels[number];
    struct log *log = &channel->log;
    if (!channel->active) {
        channel->active = true;
        active[active_count++] = number;
    }
    if (log->length + length > log->room) {
        log->room = (log->length + length) * 2;
        log->bytes = realloc(log->bytes, log->room);
    }
    memcpy(log->bytes + log->length, bytes, length);
    log->length += length;
    log->entries = grown(log->entries, (size_t)log->count, &log->entry_room, sizeof *log->entries);
    log->entries[log->count++] = (struct entry){order++, origin, log->length};
}

static void reply(struct user *user, const char *line)
{
    link_write(&user->link, line, strlen(line));
    link_flush(&user->link, epoll, (uint64_t)user->link.socket);
}

static void on_join(struct user *user, struct slice names)
{
    while (names.length) {
        char line[256];
        struct slice name = slice_cut(&names, ',');
        int number = channel_named(name);
        struct channel *channel = &channels[number];
        channel->members = grown(channel->members, (size_t)channel->member_count,
                                 &channel->member_room, sizeof *channel->members);
        channel->members[channel->member_count++] = user->link.socket;
        user->places[user->place_count++] = number;
        snprintf(line, sizeof line, ":%s!u@h JOIN %s\r\n:limit 366 %s %s :End\r\n", user->nick,
                 channel->name, user->nick, channel->name);
        reply(user, line);
    }
}

static void on_line(void *context, struct slice text)
{
    struct user *user = context;
    struct line line = line_split(text);
    char out[1024];
    if (slice_is(line.command, "PRIVMSG")) {
        int length = snprintf(out, sizeof out, ":%s!u@h %.*s\r\n", user->nick, (int)text.length,
                              text.at);
        append(channel_named(line.params[0]), user->link.socket, out, (size_t)length);
        user->spoke = true;
    } else if (slice_is(line.command, "NICK")) {
        snprintf(user->nick, sizeof user->nick, "%.*s", (int)line.params[0].length,
                 line.params[0].at);
    } else if (slice_is(line.command, "USER")) {
        snprintf(out, sizeof out, ":limit 001 %s :Welcome\r\n:limit 422 %s :None\r\n", user->nick,
                 user->nick);
        reply(user, out);
    } else if (slice_is(line.command, "JOIN")) {
        on_join(user, line.params[0]);
    } else if (slice_is(line.command, "CAP") && slice_is(line.params[0], "LS")) {
        reply(user, ":limit CAP * LS :\r\n");
    }
}

/* Merges the user's channels by order, leaving out its own lines. */
static void gather(struct user *user, int socket)
{
    int at[MOST_PLACES] = {0};
    for (;;) {
        const struct log *first = NULL;
        int place = 0;
        for (int i = 0; i < user->place_count; i++) {
            const struct log *log = &channels[user->places[i]].log;
            if (at[i] < log->count &&
                (!first || log->entries[at[i]].order < first->entries[at[place]].order)) {
                first = log;
                place = i;
            }
        }
        if (!first)
            return;
        int index = at[place]++;
        size_t start = index ? first->entries[index - 1].end : 0;
        if (first->entries[index].origin != socket)
            link_write(&user->link, first->bytes + start, first->entries[index].end - start);
    }
}

static void deliver(int socket)
{
    struct user *user = users[socket];
    const struct log *only = user->place_count == 1 ? &channels[user->places[0]].log : NULL;
    if (only && !user->spoke && user->link.out_end == 0) {
        ssize_t sent = send(socket, only->bytes, only->length, MSG_NOSIGNAL);
        size_t done = sent > 0 ? (size_t)sent : 0;
        if (done < only->length)
            link_write(&user->link, only->bytes + done, only->length - done);
    } else {
        gather(user, socket);
    }
    if (user->link.out_end)
        link_flush(&user->link, epoll, (uint64_t)socket);
    user->spoke = user->touched = false;
}

static void end_tick(void)
{
    touched_count = 0;
    for (int i = 0; i < active_count; i++) {
        const struct channel *channel = &channels[active[i]];
        for (int member = 0; member < channel->member_count; member++) {
            int socket = channel->members[member];
            if (users[socket] && !users[socket]->touched) {
                users[socket]->touched = true;
                touched[touched_count++] = socket;
            }
        }
    }
    for (int i = 0; i < touched_count; i++)
        deliver(touched[i]);
    for (int i = 0; i < active_count; i++) {
        struct channel *channel = &channels[active[i]];
        channel->log.length = 0;
        channel->log.count = 0;
        channel->active = false;
    }
    active_count = 0;
}

static void accept_all(int listener)
{
    int yes = 1, socket;
    while ((socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)socket};
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        users[socket] = calloc(1, sizeof *users[socket]);
        users[socket]->link.socket = socket;
        epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
    }
}

static void leave(int socket)
{
    link_close(&users[socket]->link);
    free(users[socket]);
    users[socket] = NULL;
}

static int listen_on(int port)
{
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, BACKLOG)) {
        perror("limit");
        exit(1);
    }
    return listener;
}

int main(int count, char **words)
{
    int listener = listen_on(count > 1 ? atoi(words[1]) : 6667);
    struct epoll_event events[EVENTS], event = {.events = EPOLLIN, .data.u64 = 0};
    epoll = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int socket = (int)events[i].data.u64;
            if (socket == 0)
                accept_all(listener);
            else if (users[socket] && events[i].events & EPOLLOUT)
                link_flush(&users[socket]->link, epoll, (uint64_t)socket);
            if (socket && users[socket] && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) &&
                link_receive(&users[socket]->link, on_line, users[socket]) < 0)
                leave(socket);
        }
        end_tick();
    }
}
