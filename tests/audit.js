/* What is wrong with what a wall shows at this moment: sentences, none when all is well. An expression of a function, for
   Chromium 53 and later. A text is where its letters are, not its line: only glyphs that are cut count as cut. */
() => {
  const wrong = [], styles = new Map(), clips = new Map(), fills = new Map();
  const floor = Math.min(innerWidth, innerHeight) / 45;  // 24 px at 1080p
  const style = el => styles.get(el) || styles.set(el, getComputedStyle(el)).get(el);
  const rgba = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  /** The colour behind an element's text. */
  function fill(el) {
    if (!el) { return [255, 255, 255, 1]; }
    if (!fills.has(el)) { const c = rgba(style(el).backgroundColor); fills.set(el, c[3] > 0 ? c : fill(el.parentElement)); }
    return fills.get(el);
  }
  const meet = (a, b) => ({left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom)});
  const screen = {left: -2, top: -2, right: innerWidth + 2, bottom: innerHeight + 2};  // it walks by two pixels, against burn-in
  /** The area in which an element's content can be seen. */
  function clip(el) {
    if (!el || el === document.body) { return screen; }
    if (!clips.has(el)) {
      const s = style(el), outer = clip(s.position === 'fixed' ? null : s.position === 'absolute' ? el.offsetParent : el.parentElement);
      clips.set(el, s.overflowX === 'visible' || s.display === 'inline' ? outer : meet(outer, el.getBoundingClientRect()));
    }
    return clips.get(el);
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
  const alarm = [...document.querySelectorAll('.dark,.alarm')].filter(el => el.getClientRects().length)[0], top = alarm && alarm.parentElement;
  const walk = document.createTreeWalker(top || document.querySelector('.glass'), NodeFilter.SHOW_TEXT, null, false), lines = [];
  let body = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode, text = node.data.trim(), el = node.parentElement;
    if (!text) { continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter(r => r.width > .5 && r.height);
    if (!rects.length) { continue; }
    const s = style(el), size = parseFloat(s.fontSize), seen = clip(el), box = (el.closest('[data-fit],[data-session]') || document.body).getBoundingClientRect(), what = `${el.className || el.parentElement.className + ' > ' + el.tagName} “${text.slice(0, 30)}”`;
    const say = problem => wrong.push(`${problem}: ${what}`);
    if (!el.closest('.hd,.notices,.code')) { body += 1; }
    if (size < floor - .02) { say(`type of ${(size / floor).toFixed(2)} units`); }
    const [a, b] = [light(rgba(s.color)), light(fill(el))].sort((x, y) => x - y), contrast = (b + .05) / (a + .05);
    if (contrast < 7) { say(`contrast of ${contrast.toFixed(2)}`); }
    for (const r of rects) {
      let line = {el, what, size, left: r.left, top: r.top, right: r.right, bottom: r.bottom};
      if (r.top < seen.top || r.bottom > seen.bottom || r.top < box.top || r.bottom > box.bottom) {
        const [above, below] = ink(text, s, size);
        line.top += above;
        line.bottom -= below;
      }
      const middle = (r.left + r.right) / 2;
      if (line.bottom <= seen.top + 1 || line.top >= seen.bottom - 1 || middle <= seen.left || middle >= seen.right) {
        if (!wraps(el)) { say('out of sight'); }
        continue;
      }
      const spare = 1.5 + .03 * size;
      if (line.top < seen.top - spare || line.bottom > seen.bottom + spare) { say('cut through a line'); }
      if (line.top < box.top - .35 * size || line.bottom > box.bottom + .35 * size || r.left < box.left - 3 || r.right > box.right + 3) { say('leaves its box'); }
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
  for (const el of (top || document).querySelectorAll('[data-cut]')) {
    if (!el.clientWidth && !el.getClientRects().length || !el.parts) { continue; }
    const full = el.parts.map(part => part.full).join('').trim();
    if (full && !el.textContent.trim() && el.getAttribute('data-cut') === '1') { wrong.push(`emptied: ${el.className} “${full.slice(0, 30)}”`); }
    for (const part of el.parts) {
      const shown = part.node.data.slice(0, -1), rest = part.full.slice(shown.length);
      const word = /\S*$/.exec(shown)[0] + /^\S*/.exec(rest)[0];
      if (!part.node.data.trim() || part.node.data === part.full) { continue; }
      if (part.node.data.slice(-1) !== '…' || part.full.indexOf(shown) !== 0) { wrong.push(`cut without an ellipsis: ${el.className} “${part.node.data.slice(-30)}”`); }
      else if (/^[^\s,;:.–—-]/.test(rest) && !dense.test(rest[0] + shown.slice(-1)) && word.length < 30 && /\S\s/.test(shown)) { wrong.push(`cut through a word: ${el.className} “${part.node.data.slice(-30)}”`); }
    }
  }
  for (const el of (top || document).querySelectorAll('[data-session]')) {
    if (el.getClientRects().length && !el.textContent.trim()) { wrong.push(`a session without words: ${el.className}`); }
  }
  const stages = [...document.querySelectorAll('.tv')].filter(el => el.clientHeight);
  if (!top && (!stages.length || !body && !document.querySelector('.media,.frame'))) { wrong.push('an empty body'); }
  return [...new Set(wrong)];
}
