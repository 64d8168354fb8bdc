// A certificate as an SVG of its own: no style sheet, no font and no picture from elsewhere, so that a saved file is whole.

const NS = document.querySelector('svg').namespaceURI; // the page's own mark is one
export const WIDTH = 1600;
export const HEIGHT = 1130;
const INK = '#1b2330';
const SOFT = '#4c586b';
const ACCENT = '#3451c6';
const GOOD = '#176f45';
const SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", "Noto Sans JP", sans-serif';
const HEPTAGON = 'M48 5 82 21.5 90.3 58.5 67 88H29L5.7 58.5 14 21.5Z';

/** The sheet: {of, given, name, done, title, course, facts, date, check, address, site}, each a text. */
export function certificate(words) {
  const sheet = make('svg', { xmlns: NS, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, 'font-family': SANS });
  sheet.append(
    make('rect', { width: WIDTH, height: HEIGHT, fill: '#ffffff' }),
    ...pattern(),
    make('rect', { x: 46, y: 46, width: WIDTH - 92, height: HEIGHT - 92, rx: 22, fill: 'none', stroke: ACCENT, 'stroke-width': 3 }),
    make('rect', { x: 60, y: 60, width: WIDTH - 120, height: HEIGHT - 120, rx: 14, fill: 'none', stroke: '#cdd6f4', 'stroke-width': 1.5 }),
    mark(),
    text(words.of, 322, { size: 38, fill: ACCENT, weight: 600, spacing: words.latin ? 5 : 3 }),
    text(words.given, 416, { size: 28, fill: SOFT }),
    text(words.name, 508, { size: 76, weight: 700, room: 1320 }),
    make('path', { d: 'M520 550H1080', stroke: '#cdd6f4', 'stroke-width': 2 }),
    text(words.done, 622, { size: 28, fill: SOFT }),
    text(words.title, 704, { size: 54, weight: 650, room: 1320 }),
    text(words.course, 762, { size: 30, fill: SOFT, room: 1320 }),
    text(words.facts, 868, { size: 26, fill: GOOD, weight: 600 }),
    text(words.date, 918, { size: 26, fill: INK }),
    text(words.site, 984, { size: 26, weight: 700, fill: INK }),
    text(words.check, 1020, { size: 18, fill: SOFT, room: 1320 }),
    text(words.address, 1048, { size: 20, fill: SOFT, room: 1320 }),
  );
  return sheet;
}

/** The sheet as a file's text. */
export function asFile(sheet) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(sheet)}\n`;
}

/** The sheet as a picture: a Blob of PNG. */
export async function asPicture(sheet) {
  const picture = new Image(WIDTH, HEIGHT);
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asFile(sheet))}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.getContext('2d').drawImage(picture, 0, 0, WIDTH, HEIGHT);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
  });
}

function make(name, attributes, content = '') {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = content;
  return made;
}

/** A line in the middle of the sheet, smaller where there is no room for it. */
function text(content, y, { size, fill = INK, weight = 400, room = 1400, spacing = 0 }) {
  const ruler = document.createElement('canvas').getContext('2d');
  ruler.font = `${weight} ${size}px ${SANS}`;
  const width = ruler.measureText(content).width + spacing * content.length;
  const fitting = width > room ? Math.floor((size * room) / width) : size;
  return make('text', {
    x: WIDTH / 2, y, 'text-anchor': 'middle', 'font-size': fitting, 'font-weight': weight, fill, 'letter-spacing': spacing,
  }, content);
}

function mark() {
  const group = make('g', { transform: 'translate(736 122) scale(1.34)' });
  group.append(
    make('path', { d: HEPTAGON, fill: ACCENT }),
    make('path', { d: 'm31 34 16 15-16 15M51 66h18', fill: 'none', stroke: '#ffffff', 'stroke-width': 7, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }),
  );
  return group;
}

/** Nodes with their pods along both sides, faint. */
function pattern() {
  const found = [];
  for (const x of [96, WIDTH - 96 - 150]) {
    for (let row = 0; row < 6; row += 1) {
      const y = 110 + row * 155;
      found.push(make('rect', { x, y, width: 150, height: 132, rx: 14, fill: '#f7f8fb', stroke: '#e3e7f0', 'stroke-width': 2 }));
      for (let pod = 0; pod < 4; pod += 1) {
        if ((row * 3 + pod * 5 + (x > 200 ? 1 : 0)) % 7 === 0) continue;
        found.push(make('rect', {
          x: x + 16 + (pod % 2) * 62, y: y + 18 + Math.floor(pod / 2) * 52, width: 54, height: 42, rx: 8, fill: '#edf7f1', stroke: '#c4e3d1', 'stroke-width': 2,
        }));
      }
    }
  }
  return found;
}
