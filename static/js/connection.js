// The connection to a lab: opens it, keeps a socket to it, and takes both up again when they are lost.
//
// Events (CustomEvent, detail = the payload): every name of TOLD; 'state' with connecting | connected | lost | failed |
// gone | caged; 'joined' with {lab, output} after each (re)connection, and 'known' with the same when the page brought them
// along; 'opened' when the lab was opened, with {fresh} (it is another one than the page had before); 'kept' with
// whether the browser keeps a cookie of this learner's.

import { io } from '../vendor/socket.io-client/socket.io.esm.min.js';
import { ASK, TOLD } from './wire.js';

const PATIENCE = 20_000; // milliseconds until a question counts as unanswered
const AGAIN = 2_000; // milliseconds until the lab is asked for once more
const GREETING = 8_000; // milliseconds until a socket that was taken but says nothing is given up (socket.io waits 20 s)

/** The server said no: `code` is one of the codes of app/web/wire. */
export class Refused extends Error {
  constructor(code, detail = '') {
    super(detail || code);
    this.code = code;
  }
}

export class Connection extends EventTarget {
  /** `seen()` gives the last chunk that the page has of each terminal. */
  constructor(lesson, seen) {
    super();
    this.lesson = lesson;
    this.seen = seen;
    this.lab = '';
    this.token = ''; // who we are, where no cookie says it
    this.state = 'connecting';
    this.socket = null;
  }

  /** Open the lab and connect; retried until it works or the lesson is not there. */
  async open() {
    if (self.origin === 'null') return this.#turn('caged'); // a sandboxed frame: no server would know it
    this.#turn(this.state === 'lost' ? 'lost' : 'connecting');
    const given = this.#given();
    if (given) {
      this.#opened(given);
      if (given.joined) this.dispatchEvent(new CustomEvent('known', { detail: given.joined }));
      if (!given.kept) this.addEventListener('joined', () => this.#askKept(), { once: true });
      return;
    }
    let answer = null;
    try {
      answer = await this.#fetch('/api/labs', { lesson: this.lesson });
    } catch {
      // the server is not there
    }
    if (answer?.ok) {
      const opened = await answer.json();
      this.#opened(opened);
      this.#tellKept(opened.kept);
    } else if (answer && answer.status < 500 && answer.status !== 429) {
      this.#turn('gone');
    } else {
      if (answer) this.#turn('failed');
      setTimeout(() => this.open(), AGAIN);
    }
  }

  /** The lab that came with the page, once: whoever loses it asks for it. */
  #given() {
    const element = document.getElementById('lab');
    element?.remove();
    return element && JSON.parse(element.textContent);
  }

  #opened({ lab, token }) {
    const fresh = this.lab !== '' && this.lab !== lab;
    Object.assign(this, { lab, token });
    this.dispatchEvent(new CustomEvent('opened', { detail: { fresh } }));
    this.#connect(token);
  }

  /** The page brought a cookie along; whether the browser keeps it is known when it comes back. */
  async #askKept() {
    const answer = await this.#fetch('/api/labs', { lesson: this.lesson }).catch(() => null);
    if (answer?.ok) this.#tellKept((await answer.json()).kept);
  }

  #tellKept(kept) {
    this.dispatchEvent(new CustomEvent('kept', { detail: kept }));
  }

  /** Resolves when it is known whether the lab can be had: at once but for a page that has just been opened. */
  #met() {
    if (this.state !== 'connecting') return Promise.resolve();
    return new Promise((resolve) => { this.addEventListener('state', resolve, { once: true }); });
  }

  /** Send an event; resolves to the reply or rejects with Refused. */
  async ask(event, payload = {}) {
    await this.#met();
    if (this.state !== 'connected') throw new Refused('unavailable', 'not connected');
    return this.#send(event, payload);
  }

  /** Send an event whose answer does not matter (a resize, keys in raw mode). */
  tell(event, payload) {
    if (this.state === 'connected') this.socket.emit(event, payload);
  }

  /** Leave a step's texts to whoever asks: not part of the socket, so that they can be large. */
  async step(id) {
    return this.api(`steps/${id}`);
  }

  /** Ask the JSON API about this lab; with a body it is a POST. Rejects with Refused. */
  async api(path, body) {
    let answer;
    try {
      answer = await this.#fetch(`/api/labs/${this.lab}/${path}?language=${document.documentElement.lang}`, body);
    } catch {
      throw new Refused('unavailable', path);
    }
    const data = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(data.error ?? 'unavailable', data.detail);
    return data;
  }

  #fetch(address, body) {
    const headers = this.token ? { 'X-Lab-Token': this.token } : {};
    if (!body) return fetch(address, { headers });
    headers['Content-Type'] = 'application/json';
    return fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Ask for everything again, e.g. when the lab began anew. */
  async join() {
    const joined = await this.#send(ASK.join, { seen: this.seen() });
    this.#turn('connected');
    this.dispatchEvent(new CustomEvent('joined', { detail: joined }));
  }

  #connect(token) {
    this.socket?.disconnect();
    const socket = io({
      transports: ['websocket'],
      auth: { token },
      reconnectionDelay: 400,
      reconnectionDelayMax: 4_000,
      timeout: GREETING,
      forceNew: true,
    });
    this.socket = socket;
    socket.on('connect', () => this.join().catch(() => {
      if (socket.connected) socket.disconnect().connect(); // else it is on its way already, and would lose that
    }));
    socket.on('disconnect', (reason) => {
      this.#turn('lost');
      if (reason === 'io server disconnect') socket.connect();
    });
    socket.on('connect_error', (error) => {
      if (!error.data?.error) return this.#turn('lost'); // the server is not there: socket.io tries again
      socket.disconnect(); // the token is too old or the lab is gone: open it again
      this.#turn('lost');
      return setTimeout(() => this.open(), AGAIN);
    });
    for (const name of Object.values(TOLD)) {
      socket.on(name, (detail) => this.dispatchEvent(new CustomEvent(name, { detail })));
    }
  }

  #send(event, payload) {
    return new Promise((resolve, reject) => {
      this.socket.timeout(PATIENCE).emit(event, payload, (error, answer) => {
        if (error) reject(new Refused('unavailable', 'no answer'));
        else if (answer.ok) resolve(answer.reply);
        else reject(new Refused(answer.error, answer.detail));
      });
    });
  }

  #turn(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: state }));
  }
}
