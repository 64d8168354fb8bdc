// xterm.js set up for this page: its colours, its fonts, and at home under a strict Content-Security-Policy.

import { Terminal } from '../vendor/xterm/xterm.mjs';
import { FitAddon } from '../vendor/xterm-addon-fit/addon-fit.mjs';
import { Unicode11Addon } from '../vendor/xterm-addon-unicode11/addon-unicode11.mjs';
import { WebLinksAddon } from '../vendor/xterm-addon-web-links/addon-web-links.mjs';

const FONT = '"JetBrains Mono", "Cascadia Code", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK JP", '
  + '"Noto Sans Mono", "MS Gothic", "Osaka-Mono", monospace';

const COLOURS = {
  background: '#11161d', foreground: '#d8dee7', cursor: '#8fb0ff', cursorAccent: '#11161d',
  selectionBackground: '#3a4a6b', black: '#2b333f', red: '#ff7b7b', green: '#7ddb9c', yellow: '#e9c46a',
  blue: '#82aaff', magenta: '#d6a2ff', cyan: '#6fd3e0', white: '#d8dee7', brightBlack: '#7c8a9c', brightRed: '#ff9d9d',
  brightGreen: '#a2ebb9', brightYellow: '#f5dc96', brightBlue: '#adc6ff', brightMagenta: '#e6c8ff',
  brightCyan: '#a3e7ef', brightWhite: '#ffffff',
};

let allowed = false;

/**
 * xterm.js makes style sheets and sets style attributes, which the policy forbids unless they carry this page's nonce
 * or are set through the object model. Give its sheets the nonce, and its spans' styles the other way in.
 */
function allowStyles() {
  if (allowed) return;
  allowed = true;
  const nonce = document.getElementById('lesson-style').nonce;
  const createElement = document.createElement;
  document.createElement = function create(name, options) {
    const element = createElement.call(document, name, options);
    if (name === 'style') element.nonce = nonce;
    return element;
  };
  const setAttribute = Element.prototype.setAttribute;
  HTMLSpanElement.prototype.setAttribute = function set(name, value) {
    if (name === 'style') this.style.cssText = value;
    else setAttribute.call(this, name, value);
  };
}

/** Cells of a code point, as the emulator counts them. */
export function widthOf(point) {
  return widths.wcwidth(point);
}

let widths = null;
new Unicode11Addon().activate({ unicode: { register: (provider) => { widths = provider; } } });

/** Links that a program prints under words of its own (OSC 8): one sees where they lead before one goes. */
function linksOf(element) {
  return {
    activate: (_event, address) => { window.open(address, '_blank', 'noopener'); },
    hover: (_event, address) => { element.title = address; },
    leave: () => { element.title = ''; },
  };
}

/** A terminal emulator in an element; `size()` gives what fits there now, or null while it is not shown. */
export function createEmulator(element, { screenReader, fontSize }) {
  allowStyles();
  const xterm = new Terminal({
    allowProposedApi: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: FONT,
    fontSize,
    linkHandler: linksOf(element),
    lineHeight: 1.2,
    minimumContrastRatio: 4.5,
    screenReaderMode: screenReader,
    scrollback: 10_000,
    scrollOnEraseInDisplay: true,
    theme: COLOURS,
  });
  const fit = new FitAddon();
  xterm.loadAddon(fit);
  xterm.loadAddon(new Unicode11Addon());
  xterm.loadAddon(new WebLinksAddon());
  xterm.unicode.activeVersion = '11';
  xterm.open(element);
  return { xterm, size: () => (element.offsetWidth ? fit.proposeDimensions() ?? null : null) };
}
