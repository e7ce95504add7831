/** What is wrong with what a wall shows at this moment: sentences, none when all is well. A text is where its letters are, not
    its line: only glyphs that are cut count as cut. */
function audit() {
  const wrong = [], fills = new Map();
  const rgba = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  /** The colour behind an element's text. */
  function fill(el) {
    if (!el) { return [255, 255, 255, 1]; }
    if (!fills.has(el)) { const c = rgba(style(el).backgroundColor); fills.set(el, c[3] > 0 ? c : fill(el.parentElement)); }
    return fills.get(el);
  }
  /** Whether an element lies in columns that wrap: what finds no room there goes out of sight, line by line. */
  const wraps = el => el && (style(el).flexFlow === 'column wrap' || wraps(el.parentElement));
  const pen = document.createElement('canvas').getContext('2d'), inks = window.auditInks = window.auditInks || new Map();
  /** How far a text's letters stay within a line of its font, above and below; negative where they leave it. */
  function ink(text, s, size) {
    const font = `${s.fontWeight} ${s.fontSize} ${s.fontFamily}`, key = font + text;
    if (!inks.has(key)) {
      pen.font = font;
      const m = pen.measureText(text);
      inks.set(key, m.fontBoundingBoxAscent === undefined ? [.22 * size, .1 * size]
        : [Math.round(m.fontBoundingBoxAscent) - m.actualBoundingBoxAscent, Math.round(m.fontBoundingBoxDescent) - m.actualBoundingBoxDescent]);
    }
    return inks.get(key);
  }
  const alarm = all('.dark,.alarm').filter(shown)[0], top = alarm && alarm.parentElement, lines = [];
  let body = 0;
  for (const {text, el, rects, size} of texts(top || document.querySelector('.glass'))) {
    const s = style(el), seen = clip(el), what = `${el.className || el.parentElement.className + ' > ' + el.tagName} “${text.slice(0, 30)}”`;
    const box = (el.closest('[data-fit],[data-session],li') || document.body).getBoundingClientRect();
    const column = block(el).getBoundingClientRect(), slack = .06 * size;  // letters may be set closer than they are wide
    const left = Math.max(box.left, column.left - slack), right = Math.min(box.right, column.right + slack);
    const say = problem => wrong.push(`${problem}: ${what}`);
    if (!el.closest('.hd,.notices,.code')) { body += 1; }
    if (size < unit - .02) { say(`type of ${(size / unit).toFixed(2)} units`); }
    const [a, b] = [light(rgba(s.color)), light(fill(el))].sort((x, y) => x - y), contrast = (b + .05) / (a + .05);
    if (contrast < 7) { say(`contrast of ${contrast.toFixed(2)}`); }
    for (const r of rects) {
      const line = {el, what, size, left: r.left, top: r.top, right: r.right, bottom: r.bottom};
      if (r.top < seen.top || r.bottom > seen.bottom || r.top < box.top || r.bottom > box.bottom) {
        const [above, below] = ink(text, s, size);
        line.top += above;
        line.bottom -= below;
      }
      if (gone(line, seen)) {
        if (!wraps(el)) { say('out of sight'); }
        continue;
      }
      const spare = 1.5 + .03 * size;
      if (line.top < seen.top - spare || line.bottom > seen.bottom + spare) { say('cut through a line'); }
      if (line.top < box.top - .35 * size || line.bottom > box.bottom + .35 * size || r.left < left - 3 || r.right > right + 3) { say('leaves its box'); }
      if (r.left < seen.left - 3 || r.right > seen.right + 3) { say('cut at the side'); }
      const hit = document.elementFromPoint((r.left + r.right) / 2, (Math.max(r.top, seen.top) + Math.min(r.bottom, seen.bottom)) / 2);
      if (hit && !hit.contains(el) && !el.contains(hit) && (rgba(style(hit).backgroundColor)[3] > 0 || /^(img|iframe|svg)$/i.test(hit.tagName))) { say(`covered by ${hit.className || hit.tagName}`); }
      line.top = Math.max(line.top, r.top + .2 * size);
      line.bottom = Math.min(line.bottom, r.bottom - .15 * size);
      lines.push(line);
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((a, i) => {
    for (let j = i + 1; j < lines.length && lines[j].top < a.bottom - 1; j++) {
      const b = lines[j];
      if (a.el !== b.el && a.left < b.right - 1 && b.left < a.right - 1) { wrong.push(`overlaps: ${[a.what, b.what].sort().join(' and ')}`); }
    }
  });
  const dense = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef\ud800-\udfff]/;
  for (const el of all('[data-cut]', top || document)) {
    if (!el.clientWidth && !shown(el) || !el.parts) { continue; }
    const full = el.parts.map(part => part.full).join('').trim();
    if (full && !el.textContent.trim() && el.getAttribute('data-cut') === '1') { wrong.push(`emptied: ${el.className} “${full.slice(0, 30)}”`); }
    for (const part of el.parts) {
      const left = part.node.data.slice(0, -1), rest = part.full.slice(left.length);
      const word = /\S*$/.exec(left)[0] + /^\S*/.exec(rest)[0];
      if (!part.node.data.trim() || part.node.data === part.full) { continue; }
      if (part.node.data.slice(-1) !== '…' || part.full.indexOf(left) !== 0) { wrong.push(`cut without an ellipsis: ${el.className} “${part.node.data.slice(-30)}”`); }
      else if (/^[^\s,;:.–—-]/.test(rest) && !dense.test(rest[0] + left.slice(-1)) && word.length < 30 && /\S\s/.test(left)) { wrong.push(`cut through a word: ${el.className} “${part.node.data.slice(-30)}”`); }
    }
  }
  for (const bar of top ? [] : all('[data-progress]').filter(shown)) {
    if (bar.getBoundingClientRect().bottom > clip(bar).bottom + 2) { wrong.push('cut through a line: the bar of what is on'); }
  }
  for (const el of all('[data-session]', top || document)) {
    if (shown(el) && !el.textContent.trim()) { wrong.push(`a session without words: ${el.className}`); }
  }
  const stages = all('.tv').filter(el => el.clientHeight);
  if (!top && (!stages.length || !body && !document.querySelector('.media,.frame'))) { wrong.push('an empty body'); }
  return [...new Set(wrong)];
}
