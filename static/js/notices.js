// What a learner should know and may then forget: one line under the bar.

import { t } from './texts.js';

const $ = (id) => document.getElementById(id);
const read = new Set(); // what was put away
let shown = '';

$('notice-ok').addEventListener('click', () => {
  read.add(shown);
  hideNotice(shown);
});

/** Show a sentence until it is put away; what was put away once does not come back. */
export function showNotice(name, text) {
  if (read.has(name)) return;
  shown = name;
  $('notice-text').textContent = text;
  $('notice-ok').hidden = false;
}

export function hideNotice(name) {
  if (shown !== name) return;
  shown = '';
  $('notice-text').textContent = '';
  $('notice-ok').hidden = true;
}

/** Say so while other windows of this browser have the same lab. They tell each other; no server and no storage is asked. */
export function noticeWindows(lab) {
  if (typeof BroadcastChannel === 'undefined' || noticeWindows.channel) return;
  const channel = new BroadcastChannel('kubekata.labs');
  const own = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const others = new Set();
  noticeWindows.channel = channel;
  channel.addEventListener('message', ({ data }) => {
    if (data.lab !== lab) return;
    if (data.says === 'bye') others.delete(data.from);
    else others.add(data.from);
    if (data.says === 'hello') channel.postMessage({ lab, from: own, says: 'here' });
    if (others.size) showNotice('windows', t('two_windows'));
    else hideNotice('windows');
  });
  addEventListener('pagehide', () => channel.postMessage({ lab, from: own, says: 'bye' }));
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) channel.postMessage({ lab, from: own, says: 'hello' });
  });
  channel.postMessage({ lab, from: own, says: 'hello' });
}
