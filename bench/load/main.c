/* load: drives an IRC server with many clients and checks every delivery.
 *
 * Prints one line of JSON with what was measured. Exit status: 0 when the server did everything
 * right, 1 when it did not ("first_fault" says what), 2 for a wrong option. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "chat.h"
#include "entering.h"
#include "wire.h"
#include "world.h"

static const char *const FAULTS[FAULT_KINDS] = {
    "corrupt", "source", "target", "intruder", "own",     "repeated",
    "skipped", "missing", "tags",   "closed",   "refused", "stalled"};

static void print_words(const char *name, const char *words)
{
    printf(", \"%s\": \"", name);
    for (; *words; words++) {
        unsigned char letter = (unsigned char)*words;
        if (letter < ' ' || letter > '~' || letter == '"' || letter == '\\')
            printf("\\u%04x", letter);
        else
            putchar(letter);
    }
    printf("\"");
}

static void print_faults(const struct world *world)
{
    printf(", \"faults\": {");
    const char *comma = "";
    for (int kind = 0; kind < FAULT_KINDS; kind++)
        if (world->faults[kind]) {
            printf("%s\"%s\": %llu", comma, FAULTS[kind], (unsigned long long)world->faults[kind]);
            comma = ", ";
        }
    printf("}");
    if (world_failed(world))
        print_words("first_fault", world->first_fault);
}

static void print_chat(const struct world *world, const struct chat_result *chat)
{
    printf(", \"messages\": %llu, \"deliveries\": %llu, \"longest_silence_ms\": %.4f",
           (unsigned long long)chat->messages, (unsigned long long)chat->deliveries,
           chat->longest_silence * 1e3);
    if (chat->latency_count) {
        const double *sorted = chat->latencies;
        size_t count = chat->latency_count;
        printf(", \"latency_p50_ms\": %.4f, \"latency_p99_ms\": %.4f, \"latency_max_ms\": %.4f",
               sorted[count / 2] * 1e3, sorted[count * 99 / 100] * 1e3, sorted[count - 1] * 1e3);
    }
    if (world->plan->mode == MODE_STOPPED && chat->told) {
        printf(", \"told\": %d, \"closed_after\": %.3f, \"behind_bytes\": %.0f", chat->told,
               chat->closed_after, chat->behind);
        print_words("reason", chat->reason);
    }
}

static double processor_seconds(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void print_crowd(const struct world *world, double seconds, double spent)
{
    const struct client *first = &world->clients[0];
    char tls[64];
    printf("{\"seconds\": %.6f, \"cpu_seconds\": %.6f, \"clients\": %d, \"bytes\": %llu", seconds,
           spent, world->plan->clients, (unsigned long long)world->bytes);
    print_words("capabilities", first->granted.at ? first->granted.at : "");
    print_words("tls", wire_name(&first->link, tls, sizeof tls));
}

static void step(const struct plan *plan)
{
    char line[16];
    if (plan->stepped && !fgets(line, sizeof line, stdin))
        return;
}

static bool prepare(struct world *world)
{
    enum mode mode = world->plan->mode;
    if (mode == MODE_REGISTER)
        return true;
    if (!entering_register(world))
        return false;
    return mode == MODE_IDLE || mode == MODE_JOIN || entering_join(world);
}

/* True when all went as it should; `entered` and `chat` as far as the mode has them. */
static bool measure(struct world *world, double *entered, struct chat_result *chat)
{
    switch (world->plan->mode) {
    case MODE_IDLE: return true;
    case MODE_REGISTER: return entering_register(world);
    case MODE_JOIN: return entering_meet(world, entered);
    default: chat_run(world, chat); return true;
    }
}

int main(int count, char **words)
{
    struct plan plan = plan_read(count, words);
    struct world world;
    struct chat_result chat = {0};
    double entered = 0, started = now(), seconds = 0, spent = 0;
    world_open(&world, &plan);
    bool done = prepare(&world);
    if (done) {
        if (plan.stepped)
            puts("ready");
        fflush(stdout);
        step(&plan);
        started = now();
        spent = processor_seconds();
        done = measure(&world, &entered, &chat);
        spent = processor_seconds() - spent;
        seconds = chat.seconds > 0 ? chat.seconds : now() - started;
    }
    if (!done && !world_failed(&world)) {
        const char *silence = "nothing came any more";
        world_fault(&world, FAULT_STALLED, NULL, (struct slice){silence, strlen(silence)});
    }
    print_crowd(&world, seconds, spent);
    if (entered > 0)
        printf(", \"entered_seconds\": %.6f", entered - started);
    if (plan.mode >= MODE_CHAT)
        print_chat(&world, &chat);
    print_faults(&world);
    printf("}\n");
    fflush(stdout);
    step(&plan);
    return world_failed(&world) ? 1 : 0;
}
