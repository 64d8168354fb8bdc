// The lab's clock and the buttons that let its time jump; the nodes that may be switched off.

import { t } from './texts.js';
import { ASK, TOLD } from './wire.js';

const $ = (id) => document.getElementById(id);

/** Show the lab's time, ticking by itself between the server's events. */
export function showClock(connection, problem) {
  let clock = null;
  let told = 0; // when, on the browser's clock
  const shown = [...document.querySelectorAll('.clock')];
  const tick = () => {
    if (!clock) return;
    const going = connection.state === 'connected' ? clock.speed : 0;
    const now = new Date((clock.now + ((performance.now() - told) / 1000) * going) * 1000);
    const text = now.toISOString().slice(11, 19);
    if (text === shown[0].textContent) return;
    for (const time of shown) {
      time.textContent = text;
      time.dateTime = now.toISOString();
    }
  };
  const update = (next) => {
    clock = next;
    told = performance.now();
    $('clock-menu').dataset.jumping = String(clock.jumping);
    $('clock-menu').title = clock.jumping ? t('jumping') : '';
    for (const button of $('skips').children) button.disabled = clock.jumping;
    for (const button of $('paces').children) {
      button.setAttribute('aria-pressed', String(Number(button.dataset.speed) === clock.speed));
    }
    const paused = clock.speed === 0 && connection.state === 'connected';
    $('clock-menu').dataset.paused = String(paused);
    $('clock-paused').hidden = !paused;
    tick();
  };
  setInterval(tick, 250);
  connection.addEventListener(TOLD.clock, ({ detail }) => update(detail.clock));
  $('paces').addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) connection.ask(ASK.pace, { speed: Number(button.dataset.speed) }).catch(problem);
  });
  $('skips').addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const { seconds } = button.dataset;
    const asked = seconds ? connection.ask(ASK.advance, { seconds: Number(seconds) }) : connection.ask(ASK.settle);
    asked.catch(problem);
  });
  return update;
}

/** Show the nodes that this lesson lets one stop and start. */
export function showNodes(connection, problem) {
  const update = (nodes) => {
    $('nodes-menu').hidden = nodes.length === 0;
    $('nodes').replaceChildren(...nodes.map(({ name, running }) => {
      const item = document.createElement('li');
      item.dataset.running = String(running);
      const label = document.createElement('span');
      label.className = 'node-state';
      label.textContent = t(running ? 'node_on' : 'node_off', { name });
      const button = document.createElement('button');
      button.className = 'button';
      button.textContent = t(running ? 'switch_off' : 'switch_on');
      button.setAttribute('aria-label', `${button.textContent}: ${name}`);
      button.addEventListener('click', () => {
        connection.ask(ASK.power, { node: name, power: running ? 'off' : 'on' }).catch(problem);
      });
      item.append(label, button);
      return item;
    }));
  };
  connection.addEventListener(TOLD.nodes, ({ detail }) => update(detail.nodes));
  return update;
}
