// Shows the client that the server runs for whoever opens this page: a terminal, and a WebSocket
// that carries its bytes. What the page says besides is in JSON: see web_session.py.

import { Terminal } from './xterm/xterm.mjs'
import { FitAddon } from './xterm/addon-fit.mjs'
import { UnicodeGraphemesAddon } from './xterm/addon-unicode-graphemes.mjs'
import { WebLinksAddon } from './xterm/addon-web-links.mjs'
import { WebglAddon } from './xterm/addon-webgl.mjs'
import { words } from './words.js'

const FONT_SIZE = 15
const LEAST_COLUMNS = 40 // what the client needs
const LONGEST_MESSAGE = 1 << 15
const LONGEST_COPY = 1 << 20
const WAITS = [1, 2, 4, 8, 15] // seconds before each attempt to connect again
const STEADY = 10 // seconds after which a connection counts as a good one
const TITLE = document.title

const place = document.getElementById('terminal')
const notice = document.getElementById('notice')
const [noticeText, noticeButton] = notice.children
const keys = document.getElementById('keys')

// What this browser remembers: the nickname, and the invitation of a link https://HOST:PORT/#TOKEN;
// and for the time of this tab, a secret that lets the server end what is left of it after its
// network was gone.

function remembered(storage, key) {
  try {
    return storage().getItem(key) ?? ''
  } catch {
    return '' // this browser keeps nothing
  }
}

function remember(storage, key, value) {
  try {
    storage().setItem(key, value)
  } catch {
    // the same
  }
}

const lasting = () => localStorage
const ofThisTab = () => sessionStorage

const secret = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16)).join('-')

let tab = remembered(ofThisTab, 'tab')
if (!tab) {
  tab = secret()
  remember(ofThisTab, 'tab', tab)
}

// Behind the token stands a word of our own: whoever says it again needs no other invitation.
// Anybody can make a link: a new token is this tab's alone until it has let the person in, and
// does not cost the one that did before.
let invitation = remembered(ofThisTab, 'invitation') || remembered(lasting, 'invitation')
if (/^#[A-Za-z0-9]{22}$/.test(location.hash)) {
  const token = location.hash.slice(1)
  if (!invitation.startsWith(token)) {
    const kept = remembered(lasting, 'invitation')
    invitation = kept.startsWith(token) ? kept : `${token}.${secret()}`
    remember(ofThisTab, 'invitation', invitation)
  }
  history.replaceState(null, '', location.pathname) // nobody reads it over a shoulder
}

// The terminal.

const openLink = (_event, uri) => {
  if (/^https?:\/\//i.test(uri)) window.open(uri, '_blank', 'noopener,noreferrer')
}

const terminal = new Terminal({
  allowProposedApi: true, // for widths of graphemes
  cursorBlink: false,
  fontFamily: 'ui-monospace, Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Roboto Mono", monospace',
  fontSize: FONT_SIZE,
  linkHandler: { activate: openLink },
  macOptionClickForcesSelection: true,
  macOptionIsMeta: true,
  scrollback: 0,
  theme: { background: '#121212', foreground: '#e0e0e0' },
})
const fit = new FitAddon()
terminal.loadAddon(fit)
terminal.loadAddon(new WebLinksAddon(openLink))
terminal.loadAddon(new UnicodeGraphemesAddon())
terminal.unicode.activeVersion = '15-graphemes'
terminal.open(place)
try {
  const gpu = new WebglAddon()
  gpu.onContextLoss(() => gpu.dispose())
  terminal.loadAddon(gpu) // else cells are elements of the page: slower, and the same
} catch {
  // this browser has no WebGL
}
fitWindow()

function fitWindow() {
  const width = place.clientWidth
  const size = Math.min(FONT_SIZE, Math.floor((width / LEAST_COLUMNS / 0.61) * 2) / 2)
  if (size > 0 && terminal.options.fontSize !== size) terminal.options.fontSize = size
  fit.fit()
}

let fitting = 0
new ResizeObserver(() => {
  cancelAnimationFrame(fitting)
  fitting = requestAnimationFrame(fitWindow)
}).observe(place)
if (window.visualViewport) {
  // The keyboard of a phone covers the page in browsers that do not make it smaller.
  const follow = () => {
    document.body.style.height = `${visualViewport.height}px`
    document.body.style.top = `${visualViewport.offsetTop}px`
    document.body.style.bottom = 'auto'
  }
  visualViewport.addEventListener('resize', follow)
  visualViewport.addEventListener('scroll', follow)
}

terminal.onResize(({ cols, rows }) => tell({ type: 'size', columns: cols, rows }))
terminal.onTitleChange(showTitle)

// The edges around the cells have the colour of the theme, too.
terminal.onRender(() => {
  const cell = terminal.buffer.active.getLine(terminal.rows - 1)?.getCell(0)
  const colour = cell?.isBgRGB() ? `#${cell.getBgColor().toString(16).padStart(6, '0')}` : ''
  if (colour && terminal.options.theme.background !== colour) {
    terminal.options.theme = { ...terminal.options.theme, background: colour }
    document.body.style.backgroundColor = colour
    document.querySelector('meta[name=theme-color]').content = colour
  }
})

// The bell: a mark in the title until the person looks.

let title = TITLE
let hasRung = false

function showTitle(text) {
  title = text || TITLE
  document.title = hasRung ? `● ${title}` : title
}

terminal.onBell(() => {
  if (document.hidden || !document.hasFocus()) {
    hasRung = true
    showTitle(title)
  }
  beep()
})
window.addEventListener('focus', () => {
  hasRung = false
  showTitle(title)
})

let audio = null

function beep() {
  try {
    audio ??= new AudioContext()
    const [tone, volume] = [audio.createOscillator(), audio.createGain()]
    tone.frequency.value = 660
    volume.gain.setValueAtTime(0.08, audio.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.15)
    tone.connect(volume).connect(audio.destination)
    tone.start()
    tone.stop(audio.currentTime + 0.15)
  } catch {
    // this browser makes no sound
  }
}

// Copy and paste. The client copies with OSC 52; nothing may read the clipboard that way.

terminal.parser.registerOscHandler(52, (data) => {
  const coded = data.slice(data.indexOf(';') + 1)
  if (coded === '?' || coded.length > LONGEST_COPY) return true
  try {
    const bytes = Uint8Array.from(atob(coded), (one) => one.charCodeAt(0))
    copy(new TextDecoder().decode(bytes))
  } catch {
    // no base64
  }
  return true
})

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Without encryption, or without a key pressed just before: the old way.
    const field = document.createElement('textarea')
    field.value = text
    document.body.append(field)
    field.select()
    document.execCommand('copy')
    field.remove()
    terminal.focus()
  }
}

terminal.attachCustomKeyEventHandler((event) => {
  if (event.type !== 'keydown' || event.altKey || !(event.ctrlKey || event.metaKey)) return true
  const key = event.key.toLowerCase()
  if (key === 'v') return false // the browser pastes
  if (key === 'c' && (terminal.hasSelection() || event.shiftKey)) {
    if (terminal.hasSelection()) copy(terminal.getSelection())
    terminal.clearSelection()
    event.preventDefault()
    return false
  }
  return true
})

// Keys that the keyboards of phones do not have.

let holdsControl = false

function addKey(label, press) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = label
  button.addEventListener('pointerdown', (event) => event.preventDefault()) // the keyboard stays
  button.addEventListener('click', () => press(button))
  keys.append(button)
}

function holdControl(button, holds) {
  holdsControl = holds
  button.setAttribute('aria-pressed', String(holds))
}

let controlKey = null

if (matchMedia('(pointer: coarse)').matches) {
  addKey('Esc', () => type('\x1b'))
  addKey('Tab', () => type('\t'))
  addKey('Ctrl', (button) => {
    controlKey = button
    holdControl(button, !holdsControl)
  })
  addKey('↑', () => type('\x1b[A'))
  addKey('↓', () => type('\x1b[B'))
  addKey(words.goTo, () => type('\x07'))
  addKey(words.help, () => type('\x1bOP'))
  keys.hidden = false
  place.addEventListener('touchstart', beginTouch, { passive: true })
  place.addEventListener('touchmove', scrollByTouch, { passive: true })
  place.addEventListener('touchend', endTouch, { passive: true })
}

let touchedAt = 0
let hasScrolled = false

function beginTouch(event) {
  touchedAt = event.touches[0].clientY
  hasScrolled = false
}

/** A tap brings the keyboard. */
function endTouch() {
  if (!hasScrolled) terminal.focus()
}

/** Moves of a finger are turns of a wheel to the client. */
function scrollByTouch(event) {
  const { clientX, clientY } = event.touches[0]
  const row = place.clientHeight / terminal.rows
  const turned = touchedAt - clientY
  if (Math.abs(turned) < row) return
  touchedAt = clientY
  hasScrolled = true
  const screen = place.querySelector('.xterm-screen')
  screen.dispatchEvent(
    new WheelEvent('wheel', { deltaY: turned, clientX, clientY, bubbles: true, cancelable: true }),
  )
}

// The connection.

let socket = null
let attempts = 0
let timer = 0

terminal.onData((data) => {
  if (holdsControl && /^[a-z]$/i.test(data)) {
    data = String.fromCharCode(data.toUpperCase().charCodeAt(0) - 64)
    holdControl(controlKey, false)
  }
  type(data)
})
terminal.onBinary((data) => sendBytes(Uint8Array.from(data, (one) => one.charCodeAt(0))))

function type(text) {
  sendBytes(new TextEncoder().encode(text))
}

function sendBytes(bytes) {
  if (socket?.readyState !== WebSocket.OPEN) return
  for (let at = 0; at < bytes.length; at += LONGEST_MESSAGE) {
    socket.send(bytes.subarray(at, at + LONGEST_MESSAGE))
  }
}

function tell(word) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(word))
}

function say(text, label = '', press = null) {
  noticeText.textContent = text
  noticeButton.textContent = label
  noticeButton.hidden = !label
  noticeButton.onclick = press
  notice.hidden = !text
}

function connect() {
  clearTimeout(timer)
  timer = 0
  say(attempts ? words.again : words.connecting)
  const mine = new WebSocket(new URL('/terminal', location.href.replace(/^http/, 'ws')))
  mine.binaryType = 'arraybuffer'
  let last = null // why the server closes
  let connectedAt = 0
  socket = mine
  mine.onopen = () => {
    connectedAt = performance.now()
    tell({
      type: 'begin',
      columns: terminal.cols,
      rows: terminal.rows,
      nick: remembered(lasting, 'nick'),
      tab,
      language: navigator.language,
      invitation,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '',
    })
  }
  let hasPainted = false
  mine.onmessage = ({ data }) => {
    if (typeof data === 'string') {
      const word = JSON.parse(data)
      if (word.type === 'nick') {
        remember(lasting, 'nick', word.nick) // the person is in
        if (invitation) remember(lasting, 'invitation', invitation)
      } else last = word
      return
    }
    if (!hasPainted) {
      hasPainted = true
      terminal.reset()
      terminal.focus()
      say('')
    }
    terminal.write(new Uint8Array(data))
  }
  mine.onclose = () => {
    if (socket !== mine) return
    socket = null
    terminal.write('\x1b[?25l') // no cursor where nobody reads what is typed
    if (connectedAt && performance.now() - connectedAt > STEADY * 1000) attempts = 0
    if (last) explain(last)
    else comeBack()
  }
}

function explain(word) {
  attempts = 0
  if (word.type === 'refused') say(word.why, words.retry, connect)
  else if (word.type === 'replaced') say(words.replaced, words.here, connect)
  else say(words[word.type] ?? words.failed, words.join, connect)
}

function comeBack() {
  let seconds = WAITS[Math.min(attempts, WAITS.length - 1)]
  attempts += 1
  const count = () => {
    if (seconds <= 0) {
      connect()
      return
    }
    say(words.lost.replace('{seconds}', seconds), words.now, connect)
    seconds -= 1
    timer = setTimeout(count, 1000)
  }
  count()
}

/** Where the page was not seen or the network was gone, nothing is waited for any more. */
function comeBackNow() {
  if (!socket && timer && attempts && !document.hidden) connect()
}

window.addEventListener('online', comeBackNow)
document.addEventListener('visibilitychange', comeBackNow)

connect()
