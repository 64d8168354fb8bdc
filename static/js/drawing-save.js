// The drawing as a picture of its own: an SVG made of what stands on the page, or a PNG of that.

const MARGIN = 16;
const FOOT = 30;

const xml = (text) => text.replace(/[<>&"'\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (one) => ({
  '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&#39;',
}[one] ?? ''));

/** Give the learner the drawing as a file; kind is svg | png. */
export async function saveDrawing(view, kind) {
  const { text, width, height } = drawingSvg(view.sheet, document.querySelector('.bar-title')?.textContent ?? '');
  const svg = new Blob([text], { type: 'image/svg+xml' });
  give(kind === 'svg' ? svg : await png(text, width, height), `cluster.${kind}`);
}

function give(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function png(text, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.min(2, 8_000 / Math.max(width, height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
}

/** The sheet as SVG text: boxes, lines and words where they stand now. */
export function drawingSvg(sheet, title) {
  const home = sheet.getBoundingClientRect();
  const width = Math.ceil(home.width) + 2 * MARGIN;
  const height = Math.ceil(home.height) + 2 * MARGIN + FOOT;
  const out = [];
  const boxes = [...sheet.querySelectorAll('.node-box, .pod:not(.leaving), .thing, .fold, .seat')];
  for (const node of boxes.filter((one) => one.matches('.node-box'))) out.push(...box(node, home));
  for (const line of sheet.querySelectorAll('#drawing-lines path')) out.push(stroke(line));
  for (const node of boxes.filter((one) => !one.matches('.node-box'))) out.push(...box(node, home));
  const words = '.node-head span, .pod span, .thing span, .fold span, .seat span, .things-namespace, p.node-head span';
  for (const node of sheet.querySelectorAll(words)) if (!node.closest('.leaving')) out.push(...text(node, home));
  const style = getComputedStyle(document.body);
  const family = xml(style.fontFamily);
  const sheetStyle = getComputedStyle(sheet.closest('.pane'));
  return {
    width,
    height,
    text: `<svg xmlns="${document.getElementById('drawing-lines').namespaceURI}" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" font-family="${family}">`
      + `<title>${xml(title)}</title><rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="${sheetStyle.backgroundColor}"/>`
      + out.join('')
      + `<text x="0" y="${height - MARGIN - 12}" font-size="12" fill="${getComputedStyle(document.getElementById('drawing-story')).color}">`
      + `${xml(title ? `${title} · Kubekata` : 'Kubekata')}</text></svg>`,
  };
}

function box(node, home) {
  const rect = node.getBoundingClientRect();
  if (!rect.width) return [];
  const style = getComputedStyle(node);
  const at = `x="${(rect.left - home.left).toFixed(1)}" y="${(rect.top - home.top).toFixed(1)}" width="${rect.width.toFixed(1)}" height="${rect.height.toFixed(1)}"`;
  const dash = style.borderTopStyle === 'dashed' ? ' stroke-dasharray="4 3"' : '';
  const round = Math.min(parseFloat(style.borderTopLeftRadius) || 0, rect.width / 2, rect.height / 2);
  const made = [`<rect ${at} rx="${round}" fill="${style.backgroundColor}" stroke="${style.borderTopColor}" stroke-width="${parseFloat(style.borderTopWidth) || 0}"${dash}/>`];
  if (node.dataset.fenced === 'true') {
    made.push(`<rect x="${(rect.left - home.left - 3).toFixed(1)}" y="${(rect.top - home.top - 3).toFixed(1)}" width="${(rect.width + 6).toFixed(1)}" height="${(rect.height + 6).toFixed(1)}" rx="${round + 3}" fill="none" stroke="${style.outlineColor}" stroke-width="1.5" stroke-dasharray="4 3"/>`);
  }
  const { backgroundColor, backgroundImage } = getComputedStyle(node, '::before');
  const [stripes] = backgroundImage.match(/(rgba?|color|oklab)\([^()]*\)/) ?? [''];
  if (node.matches('.pod, .thing') && (stripes || !['transparent', 'rgba(0, 0, 0, 0)'].includes(backgroundColor))) {
    const x = (rect.left - home.left + 2.5).toFixed(1);
    const [from, to] = [rect.top - home.top + 4, rect.bottom - home.top - 4];
    made.push(`<path d="M${x} ${from.toFixed(1)}V${to.toFixed(1)}" stroke="${stripes || backgroundColor}" stroke-width="4"${stripes ? ' stroke-dasharray="4 3"' : ''}/>`);
  }
  const icon = node.querySelector(':scope > svg');
  if (icon) {
    const place = icon.getBoundingClientRect();
    made.push(`<g transform="translate(${(place.left - home.left).toFixed(1)} ${(place.top - home.top).toFixed(1)}) scale(${(place.width / 24).toFixed(3)})" fill="none" stroke="${getComputedStyle(icon).stroke}" stroke-width="1.8">`,
      ...[...icon.children].map((part) => new XMLSerializer().serializeToString(part)), '</g>');
  }
  return made;
}

function stroke(line) {
  const style = getComputedStyle(line);
  const dash = style.strokeDasharray === 'none' ? '' : ` stroke-dasharray="${style.strokeDasharray}"`;
  return `<path d="${line.getAttribute('d')}" fill="none" stroke="${style.stroke}" stroke-width="${style.strokeWidth}" opacity="${style.opacity}"${dash}/>`;
}

const measuring = document.createElement('canvas').getContext('2d');

function text(node, home) {
  const words = node.textContent.trim();
  const rect = node.getBoundingClientRect();
  if (!words || rect.width < Math.min(words.length, 2) * 5 || node.childElementCount || node.classList.contains('unseen')) return [];
  const style = getComputedStyle(node);
  if (node.dataset.ticks !== undefined) return [ending(`${node.dataset.ticks} ${words}`, rect, home, style)];
  measuring.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const size = parseFloat(style.fontSize);
  const line = parseFloat(style.lineHeight) || size * 1.3;
  const made = [];
  for (const [index, part] of broken(words, rect, line).entries()) {
    const x = (rect.left - home.left).toFixed(1);
    const y = (rect.top - home.top + line * index + line / 2 + size * 0.35).toFixed(1);
    made.push(`<text x="${x}" y="${y}" font-size="${size}" font-weight="${style.fontWeight}" fill="${style.color}">${xml(part)}</text>`);
  }
  return made;
}

/** A count, with the ticks before it, which ends where it ends on the page. */
function ending(words, rect, home, style) {
  const [x, y] = [rect.right - home.left, rect.top - home.top + rect.height / 2 + parseFloat(style.fontSize) * 0.35];
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="end" font-size="${style.fontSize}" font-weight="${style.fontWeight}" fill="${style.color}">${xml(words.trim())}</text>`;
}

/** Words as they fit: over as many lines as they have on the page, with … where they are cut. */
function broken(words, rect, line) {
  const lines = Math.max(1, Math.round(rect.height / line));
  const fits = (part) => measuring.measureText(part).width <= rect.width + 1;
  const found = [];
  let rest = words;
  while (found.length < lines - 1 && !fits(rest)) {
    let cut = rest.length;
    while (cut > 1 && !fits(rest.slice(0, cut))) cut -= 1;
    const gap = rest.lastIndexOf(' ', cut);
    const at = gap > 0 ? gap : cut;
    found.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  if (!fits(rest)) {
    while (rest.length > 1 && !fits(`${rest}…`)) rest = rest.slice(0, -1);
    rest += '…';
  }
  return [...found, rest];
}
