// Requests as they travel: from the terminal or a pod through Ingress and Service to the pod that answers, or nowhere.

import { element } from './drawing-parts.js';
import { t } from './texts.js';

const LEG = 420; // milliseconds from one place to the next
const BACK = 0.6; // of that for the answer
const STAYS = 1_900; // milliseconds that an outcome can be read
const MOST = 10; // flows on their way at once, and rings and outcomes beside them; of more, only the outcome is shown
export const OUTCOMES = {
  refused: ['✕', 'flow_refused'], timeout: ['…', 'flow_timeout'], unreachable: ['✕', 'flow_unreachable'],
  'unknown host': ['?', 'flow_unknown'], 'not tls': ['✕', 'flow_not_tls'], sent: ['…', 'flow_sent'],
};

export class Traffic {
  constructor(view) {
    this.view = view;
    this.layer = document.getElementById('drawing-traffic');
    this.going = 0;
    this.rings = 0;
    this.chips = new Map(); // place -> the outcome that is shown there
    this.ends = new Map(); // number of a flow -> when it arrives: what it set off begins then
  }

  /** Show flows, in their order. */
  send(flows) {
    for (const flow of flows) this.#send(flow);
  }

  async #send(flow) {
    const before = this.ends.get(flow.behind);
    let arrived;
    this.ends.set(flow.number, new Promise((resolve) => { arrived = resolve; }));
    if (this.ends.size > 200) this.ends.delete(this.ends.keys().next().value);
    if (before) await before;
    const ids = [flow.source, ...flow.via, flow.target || null].filter((id) => id !== null);
    const places = ids.map((id) => this.view.place(id)).filter((place) => place?.isConnected);
    if (!places.length) {
      arrived();
      return;
    }
    if (this.going >= MOST || this.view.calm.matches || document.hidden) this.#hint(places);
    else await this.#travel(places, flow, arrived);
    arrived();
    this.#outcome(places.at(-1), flow);
  }

  /** Without movement: every place on the way is marked for a while. */
  #hint(places) {
    if (this.view.nodes.density !== 'tiny') for (const place of places) this.#ping(place);
  }

  async #travel(places, flow, arrived) {
    this.going += 1;
    const failed = flow.outcome !== 'answered' && flow.outcome !== 'sent';
    const steps = places.map((place) => this.view.lines.spot(place)).map(({ left, top, width, height }) => [left + width / 2, top + height / 2]);
    const dots = Math.min(flow.count, 3);
    const time = LEG * (steps.length - 1);
    if (time) {
      await Promise.all(Array.from({ length: dots }, (_, index) => this.#dot('dot', steps, time, index * 160, (leg) => {
        if (index === 0) this.#ping(places[leg]);
      })));
    } else this.#ping(places[0]);
    arrived();
    if (!failed && time && flow.outcome === 'answered') {
      const kind = flow.status >= 400 ? 'dot back bad' : 'dot back';
      this.#dot(kind, [...steps].reverse(), time * BACK, 250, () => {});
    }
    this.going -= 1;
  }

  /** One dot along the places; `passed` is called with the number of each that it reaches. */
  async #dot(className, steps, time, delay, passed) {
    const dot = element('span', className);
    this.layer.append(dot);
    const frames = curved(steps).map(([x, y]) => ({ transform: `translate(${x}px, ${y}px)` }));
    const moving = dot.animate(frames, { duration: time, delay, fill: 'both', easing: 'ease-in-out' });
    const timers = steps.map((_, leg) => setTimeout(() => passed(leg), delay + time * (leg / (steps.length - 1))));
    try {
      await moving.finished;
    } catch {
      timers.forEach(clearTimeout);
    }
    dot.remove();
  }

  /** A ring around a place, which widens and fades. */
  #ping(place) {
    if (this.rings > MOST) return;
    this.rings += 1;
    const { left, top, width, height } = this.view.lines.spot(place);
    const ring = element('span', 'ping');
    Object.assign(ring.style, { translate: `${left}px ${top}px`, width: `${width}px`, height: `${height}px` });
    this.layer.append(ring);
    const grown = this.view.calm.matches ? {} : { transform: `scale(${1 + 14 / width}, ${1 + 14 / height})` };
    const fading = ring.animate([{ opacity: 1 }, { opacity: 0.9, offset: 0.3 }, { opacity: 0, ...grown }],
      { duration: this.view.calm.matches ? STAYS : 800, easing: 'ease-out' });
    fading.onfinish = () => {
      ring.remove();
      this.rings -= 1;
    };
  }

  /** The answer's status or what went wrong, beside the last place for a while; one at a place. */
  #outcome(place, flow) {
    if (!place.isConnected) return;
    const [sign, key] = OUTCOMES[flow.outcome] ?? ['', ''];
    const words = flow.outcome === 'answered' ? String(flow.status || '✓') : `${sign} ${t(key)}`;
    const good = flow.outcome === 'answered' && flow.status < 400;
    const before = this.chips.get(place);
    const count = flow.count + (before?.words === words ? before.count : 0);
    this.view.story.request(flow);
    if (!before && this.chips.size >= MOST) return;
    before?.chip.remove();
    clearTimeout(before?.timer);
    const chip = element('span', `outcome ${good ? 'good' : flow.outcome === 'sent' ? '' : 'bad'}`,
      words + (count > 1 ? ` ×${count}` : ''));
    this.layer.append(chip);
    const timer = setTimeout(() => {
      chip.remove();
      this.chips.delete(place);
    }, STAYS);
    this.chips.set(place, { chip, words, count, timer });
    this.#put(chip, place);
  }

  #put(chip, place) {
    const { left, top, width } = this.view.lines.spot(place);
    if (place.classList.contains('seat')) { // there is room beside it
      chip.style.translate = `${left + width + 6}px ${top + 4}px`;
      return;
    }
    chip.style.translate = `calc(${Math.max(50, left + width / 2)}px - 50%) ${Math.max(0, top - 15)}px`;
  }
}

/** Points between the steps, so that a dot swings out of one place and into the next. */
function curved(steps) {
  const points = [steps[0]];
  for (let leg = 1; leg < steps.length; leg += 1) {
    const [[x1, y1], [x2, y2]] = [steps[leg - 1], steps[leg]];
    for (let part = 1; part <= 8; part += 1) {
      const along = part / 8;
      const across = along * along * (3 - 2 * along);
      const wide = Math.abs(x2 - x1) > Math.abs(y2 - y1);
      points.push([x1 + (x2 - x1) * (wide ? along : across), y1 + (y2 - y1) * (wide ? across : along)]);
    }
  }
  return points;
}
