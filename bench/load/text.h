/* The 64 printable bytes of one message: they say who sent what where, and prove themselves intact. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stdint.h>

enum { TEXT_LENGTH = 64 };

/* What a text says about itself. */
struct claim {
    uint16_t sender;   /* number of the client that sent it */
    uint16_t channel;  /* number of the channel it was sent to */
    uint32_t sequence; /* counts the sender's messages, over all its channels, from 0 */
};

void text_write(char text[TEXT_LENGTH], struct claim claim);

/* False when any of the 64 bytes is not what the sender wrote. */
bool text_read(const char text[TEXT_LENGTH], struct claim *claim);

#endif
