#include "text.h"

#include <string.h>

/* A text is eight words of eight letters, a letter from a to p for every four bits:
 * sender and channel, sequence, five of filler (a space first, as people's texts have), checksum. */
enum { WORDS = 8, FILLER = 2, CHECKSUM = 7 };

static const uint64_t LETTER_A = 0x6161616161616161u;

static uint64_t letters(uint32_t value)
{
    uint64_t spread = value;
    spread = (spread | spread << 16) & 0x0000FFFF0000FFFFu;
    spread = (spread | spread << 8) & 0x00FF00FF00FF00FFu;
    spread = (spread | spread << 4) & 0x0F0F0F0F0F0F0F0Fu;
    return spread + LETTER_A;
}

static uint32_t value(uint64_t word)
{
    uint64_t packed = word - LETTER_A;
    packed = (packed | packed >> 4) & 0x00FF00FF00FF00FFu;
    packed = (packed | packed >> 8) & 0x0000FFFF0000FFFFu;
    return (uint32_t)(packed | packed >> 16);
}

/* Products by odd numbers, one for each place, that do not wait for each other: a sum where each
 * step needs the one before took a third of the generator's time. */
static uint32_t checksum(const uint64_t words[WORDS])
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < CHECKSUM; i++)
        sum += (words[i] ^ words[i] >> 31) * (0x9E3779B97F4A7C15u + 2 * i * 0xD6E8FEB86659FD93u);
    return (uint32_t)(sum ^ sum >> 32);
}

void text_write(char text[TEXT_LENGTH], struct claim claim)
{
    uint64_t words[WORDS];
    words[0] = letters((uint32_t)claim.sender << 16 | claim.channel);
    words[1] = letters(claim.sequence);
    for (int i = FILLER; i < CHECKSUM; i++)
        words[i] = letters((claim.sequence + (uint32_t)i) * 2654435761u ^ claim.sender);
    ((char *)&words[FILLER])[0] = ' ';
    words[CHECKSUM] = letters(checksum(words));
    memcpy(text, words, TEXT_LENGTH);
}

bool text_read(const char text[TEXT_LENGTH], struct claim *claim)
{
    uint64_t words[WORDS];
    memcpy(words, text, TEXT_LENGTH);
    if (words[CHECKSUM] != letters(checksum(words)))
        return false;
    uint32_t route = value(words[0]);
    claim->sender = (uint16_t)(route >> 16);
    claim->channel = (uint16_t)route;
    claim->sequence = value(words[1]);
    return true;
}
