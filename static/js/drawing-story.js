// One line under the drawing: what one points at, else what has just happened, in a sentence.

import { STATES } from './drawing-parts.js';
import { OUTCOMES } from './drawing-traffic.js';
import { t } from './texts.js';

const ORDER = ['failing', 'ready', 'terminating', 'creating', 'pending', 'completed', 'running'];

export class Story {
  constructor(view) {
    this.view = view;
    this.line = document.getElementById('drawing-story');
    this.states = null; // of each pod, as they were told last
    this.wanted = new Map(); // of each workload that owns itself
    this.happened = t('drawing_hint');
    this.pointed = '';
  }

  /** Words of what one points at; none: what happened. */
  show(words) {
    this.pointed = words;
    this.#write();
  }

  /** A request is told of once it is where it goes. */
  request({ text, via, target, outcome, status, count }) {
    const way = [...via, target].filter(Boolean).map((id) => id.split('/')).map(([kind, , name]) => (kind === 'Pod' ? name : `${kind} ${name}`)).join(' → ');
    const answer = outcome === 'answered' ? status || '✓' : t(OUTCOMES[outcome][1]);
    this.happened = `${text}${way ? ` → ${way}` : ''}: ${answer}${count > 1 ? ` ×${count}` : ''}`;
    this.#write();
  }

  /** Find out what happened to these ids (null: everything is new, nothing happened). */
  tell(ids) {
    const { pods, workloads } = this.view.picture;
    if (!ids || !this.states) {
      this.states = new Map([...pods.values()].map(({ id, state }) => [id, state]));
      this.wanted = new Map([...workloads.values()].map(({ id, wanted }) => [id, wanted]));
      return;
    }
    const news = [];
    const changes = new Map(); // state -> pods that came into it
    for (const id of ids) {
      const workload = workloads.get(id);
      if (workload && !workload.owner && this.wanted.get(id) !== workload.wanted && workload.kind !== 'CronJob') {
        news.push(t('story_wants', workload));
        this.wanted.set(id, workload.wanted);
      }
      const pod = pods.get(id);
      if (pod && this.states.get(id) !== pod.state) {
        this.states.set(id, pod.state);
        changes.set(pod.state, [...changes.get(pod.state) ?? [], pod]);
      } else if (!pod && this.states.delete(id)) {
        changes.set('gone', [...changes.get('gone') ?? [], { name: id.split('/')[2] }]);
      }
    }
    for (const state of [...ORDER, 'gone']) {
      const found = changes.get(state);
      if (found) news.push(sentence(state, found));
    }
    if (!news.length) return;
    this.happened = news.slice(0, 3).join(' · ');
    this.#write();
  }

  #write() {
    const words = this.pointed || this.happened;
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}

function sentence(state, pods) {
  const [{ name, node, status }] = pods;
  if (pods.length > 1) return t('story_many', { count: pods.length, state: t(STATES[state]?.[1] ?? 'state_gone') });
  return t('story_one', { name, state: t(STATES[state]?.[1] ?? 'state_gone'), status: node && status ? ` (${status}, ${node})` : status ? ` (${status})` : '' });
}
