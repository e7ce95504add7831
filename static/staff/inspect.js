/* What a visitor would find wrong with a wall at the moment that it shows. For pre-flight: it looks into a page of ours in
   a frame, as docs/page.md describes it. Sizes are in the wall's own pixels. */

const SMALLEST = 45;  // of the shorter side: a line of type smaller than this part is not read from five metres
const SLACK = 3;  // pixels that a text may leave the wall by, which walks by two against burn-in
const AGENDA_VIEWS = '[data-view="overview"],[data-view="directory"],[data-view="agenda"]';
const QUOTED = 40;  // characters of a text that are told

const shorten = text => (text.length > QUOTED ? `…${text.slice(-QUOTED)}` : text);
const plain = text => text.replace(/[­​⁠-⁩]/g, '').replace(/\s+/g, ' ').trim();  // without what only guides lines

/** Every text below a node, those in templates included. @return {Array<string>} */
function allTexts(root) {
  const found = [], walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.nodeType === Node.TEXT_NODE) { found.push(plain(node.data)); }
    if (node.nodeName === 'TEMPLATE') { found.push(...allTexts(node.content)); }
  }
  return found.filter(Boolean);
}

/**
 * What a wall could show, before anything was made to fit.
 * @param {string} html of its page @return {{texts: Array<string>, endings: Set<string>}} all texts; those that end in “…” themselves
 */
export function source(html) {
  const texts = [...new Set(allTexts(new DOMParser().parseFromString(html, 'text/html')))];
  return {texts, endings: new Set(texts.filter(text => text.endsWith('…')))};
}

/** The instants at which a wall changes, epoch ms in order. @param {Document} wall @return {Array<number>} */
export function edges(wall) {
  const found = new Set();
  function collect(root) {
    for (const el of root.querySelectorAll('[data-from],[data-until]')) {
      for (const name of ['data-from', 'data-until']) {
        const ms = 1000 * el.getAttribute(name);
        if (ms) { found.add(ms); }
      }
    }
    for (const store of root.querySelectorAll('template')) { collect(store.content); }
  }
  collect(wall);
  return [...found].sort((a, b) => a - b);
}

/** Whether an element is laid out; what is on another page may be so, out of sight. */
function isVisible(el) { return el.getClientRects().length > 0 && !el.closest('.is-off'); }

/** The texts that can be seen, with the element of each, its size and its lines' rectangles. */
function* seenTexts(wall) {
  const view = wall.defaultView, walk = wall.createTreeWalker(wall.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, el = node.parentElement;
    if (!node.data.trim() || !isVisible(el)) { continue; }
    const style = view.getComputedStyle(el);
    if (style.visibility !== 'visible') { continue; }
    const range = wall.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter(rect => rect.width > 1 && rect.height > 1);
    if (rects.length) { yield {el, text: plain(node.data), size: parseFloat(style.fontSize), rects}; }
  }
}

/** Whether an engine itself ends a text in an ellipsis where it finds no room. */
function elided(el) {
  for (let at = el; at && at !== el.ownerDocument.body; at = at.parentElement) {
    const style = el.ownerDocument.defaultView.getComputedStyle(at);
    if (style.textOverflow === 'ellipsis' && style.overflowX !== 'visible' && at.scrollWidth > at.clientWidth + 1) { return true; }
    if (!/^inline/.test(style.display)) { return false; }
  }
  return false;
}

/** @return {?{kind: string, text: string, length: number}} the longest text that is cut; `length` is that of the whole */
function cut(shown, from) {
  const found = shown.filter(({el, text}) => (text.endsWith('…') && !from.endings.has(text)) || elided(el)).map(({text}) => {
    const start = text.replace(/…$/, ''), whole = from.texts.find(one => one.length > start.length && one.startsWith(start));
    return {kind: 'cut', text: shorten(text), length: whole ? whole.length : 0};
  });
  return found.sort((a, b) => b.length - a.length)[0] || null;
}

/** @return {?{kind: string, text: string}} a text that is too small, or leaves the wall */
function unreadable(shown, width, height) {
  const small = shown.find(({size}) => size < Math.min(width, height) / SMALLEST - .05);
  if (small) { return {kind: 'small', text: shorten(small.text)}; }
  const outside = shown.find(({rects}) => rects.some(rect => rect.left < -SLACK || rect.right > width + SLACK || rect.top < -SLACK || rect.bottom > height + SLACK));
  return outside ? {kind: 'outside', text: shorten(outside.text)} : null;
}

/** @return {?{kind: string, text: string}} a picture that is not there */
function missingPicture(wall) {
  const lost = [...wall.images].find(image => isVisible(image) && image.complete && !image.naturalWidth);
  return lost ? {kind: 'picture', text: decodeURIComponent(lost.getAttribute('src').split('/').pop())} : null;
}

/** @return {?{kind: string, text: string}} a wall of the agenda on which no session and no message can be seen */
function empty(wall) {
  const body = wall.body;
  if (![...body.querySelectorAll(AGENDA_VIEWS)].some(isVisible)) { return null; }
  return [...body.querySelectorAll('[data-session],[data-notice]')].some(isVisible) ? null : {kind: 'empty', text: ''};
}

/**
 * What is wrong with a wall at the moment that it shows, the worst first; one of a kind.
 * @param {Window} view of the frame @param {{texts, endings}} from what `source` made of the page
 * @return {Array<{kind: string, text: string, length: (number|undefined)}>} `cut`, `small`, `outside`, `picture` or `empty`
 */
export function inspect(view, from) {
  const wall = view.document, shown = [...seenTexts(wall)];
  return [missingPicture(wall), empty(wall), unreadable(shown, view.innerWidth, view.innerHeight), cut(shown, from)].filter(Boolean);
}

/**
 * What keeps the messages on a wall from being read whole.
 * @param {Window} view of the frame @param {{texts, endings}} from what `source` made of the page
 * @return {?{kind: string, text: string}} `cut`, `small`, `outside`, or `none` where no message can be seen; null where all is well
 */
export function inspectMessages(view, from) {
  const shown = [...seenTexts(view.document)].filter(({el}) => el.closest('[data-notice]'));
  return shown.length ? unreadable(shown, view.innerWidth, view.innerHeight) || cut(shown, from) : {kind: 'none', text: ''};
}
