#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>

#include "wire.h"

/* What one record may hold (RFC 8446, 5.1). */
enum { RECORD = 16 * 1024 };

/* One cipher and one key exchange for all: a server is not to look slow because it has chosen
 * stronger ones, or has asked for another key and begun again, as GnuTLS does by default. */
static const char CIPHER[] = "TLS_AES_128_GCM_SHA256";
static const char GROUP[] = "X25519";

/* Certificates are not checked: whoever measures has started the server. */
static SSL_CTX *context(void)
{
    static SSL_CTX *made;
    if (!made && (made = SSL_CTX_new(TLS_client_method()))) {
        signal(SIGPIPE, SIG_IGN); /* OpenSSL writes without MSG_NOSIGNAL */
        SSL_CTX_set_ciphersuites(made, CIPHER);
        SSL_CTX_set1_groups_list(made, GROUP);
        SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    }
    return made;
}

bool wire_open(struct link *link)
{
    SSL *session = context() ? SSL_new(context()) : NULL;
    link->session = session;
    if (!session || SSL_set_fd(session, link->socket) != 1)
        return false;
    SSL_set_connect_state(session);
    return true;
}

/* Whole records only, so that none is left inside OpenSSL where epoll does not see it. */
ssize_t wire_receive(struct link *link, char *at, size_t room)
{
    SSL *session = link->session;
    size_t total = 0;
    while (room - total >= RECORD) {
        size_t got = 0;
        ERR_clear_error();
        int done = SSL_read_ex(session, at + total, room - total, &got);
        total += got;
        if (!done) {
            int error = SSL_get_error(session, 0);
            bool later = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
            return total || later ? (ssize_t)total : -1;
        }
    }
    return (ssize_t)total;
}

size_t wire_send(struct link *link, const char *bytes, size_t length)
{
    size_t sent = 0;
    ERR_clear_error();
    SSL_write_ex(link->session, bytes, length, &sent);
    return sent;
}

bool wire_awaits_peer(const struct link *link)
{
    return SSL_want_read(link->session);
}

void wire_close(struct link *link)
{
    SSL_free(link->session);
}

const char *wire_name(const struct link *link, char *words, size_t room)
{
    const char *none = "";
    const SSL *session = link->session;
    snprintf(words, room, "%s%s%s", session ? SSL_get_version(session) : none,
             session ? " " : none, session ? SSL_get_cipher_name(session) : none);
    return words;
}
