// The names of the events, as in app/web/wire.py (a test compares them).

export const ASK = {
  join: 'lab.join',
  line: 'terminal.line',
  key: 'terminal.key',
  raw: 'terminal.raw',
  resize: 'terminal.resize',
  complete: 'terminal.complete',
  history: 'terminal.history',
  since: 'terminal.since',
  openTerminal: 'terminal.open',
  closeTerminal: 'terminal.close',
  next: 'step.next',
  go: 'step.go',
  answer: 'step.answer',
  solution: 'step.solution',
  advance: 'clock.advance',
  settle: 'clock.settle',
  reset: 'lab.reset',
  power: 'node.power',
};

export const TOLD = {
  output: 'output.added',
  terminal: 'terminal.changed',
  terminalClosed: 'terminal.closed',
  history: 'history.added',
  historyReplaced: 'history.replaced',
  steps: 'steps.changed',
  nodes: 'nodes.changed',
  clock: 'clock.changed',
  begun: 'lab.begun',
  failed: 'failed',
};
