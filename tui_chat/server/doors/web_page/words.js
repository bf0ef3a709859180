// What the page itself says, in the languages of the client.

const ENGLISH = {
  connecting: 'Connecting…',
  lost: 'The connection is lost. Trying again in {seconds} s.',
  again: 'Trying to connect…',
  now: 'Try now',
  ended: 'You have left the chat.',
  join: 'Join again',
  failed: 'The chat has ended unexpectedly.',
  replaced: 'The chat goes on in another tab.',
  here: 'Use it here',
  retry: 'Try again',
  goTo: 'Go to',
  help: 'Help',
}

const PORTUGUESE = {
  connecting: 'Conectando…',
  lost: 'A conexão caiu. Nova tentativa em {seconds} s.',
  again: 'Tentando conectar…',
  now: 'Tentar agora',
  ended: 'Você saiu do chat.',
  join: 'Entrar de novo',
  failed: 'O chat terminou inesperadamente.',
  replaced: 'O chat continua em outra aba.',
  here: 'Usar aqui',
  retry: 'Tentar de novo',
  goTo: 'Ir para',
  help: 'Ajuda',
}

const isPortuguese = navigator.language.toLowerCase().startsWith('pt')
document.documentElement.lang = isPortuguese ? 'pt' : 'en'

export const words = isPortuguese ? PORTUGUESE : ENGLISH
