/* What both audit.js and measure.js ask of a wall: which texts it shows, where, and what may clip them. Statements of one
   function with theirs, for Chromium 53 and later. `unit` is the smallest type allowed: 24 px at 1080p. */
const styles = new Map(), clips = new Map(), unit = Math.min(innerWidth, innerHeight) / 45;
const style = el => styles.get(el) || styles.set(el, getComputedStyle(el)).get(el);
const all = (selector, scope) => [...(scope || document).querySelectorAll(selector)];
const shown = el => el.getClientRects().length > 0 && !el.closest('.is-off');  // what waits for its turn may be laid out
const meet = (a, b) => ({left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom)});
const glass = {left: -2, top: -2, right: innerWidth + 2, bottom: innerHeight + 2};  // it walks by two pixels, against burn-in
/** The area in which an element's content can be seen. */
function clip(el) {
  if (!el || el === document.body) { return glass; }
  if (!clips.has(el)) {
    const s = style(el), outer = clip(s.position === 'fixed' ? null : s.position === 'absolute' ? el.offsetParent : el.parentElement);
    clips.set(el, s.overflowX === 'visible' || s.display === 'inline' ? outer : meet(outer, el.getBoundingClientRect()));
  }
  return clips.get(el);
}
/** The element whose width a text has for its lines. */
const block = el => /^(inline|contents)$/.test(style(el).display) ? block(el.parentElement) : el;
/** Whether a line of text lies where nothing of it can be seen. */
const gone = (r, seen) => r.bottom <= seen.top + 1 || r.top >= seen.bottom - 1 || (r.left + r.right) / 2 <= seen.left || (r.left + r.right) / 2 >= seen.right;
/** The element that ends an element's text in an ellipsis where it finds no room; else null. */
function eliding(el) {
  if (!el || el === document.body) { return null; }
  return style(el).textOverflow === 'ellipsis' && style(el).overflowX !== 'visible' ? el : /^inline/.test(style(el).display) ? eliding(el.parentElement) : null;
}
/** What is seen of a line of text: up to the ellipsis, where there is one. */
function seenOf(r, edge) {
  if (!edge) { return r; }
  const left = Math.max(r.left, edge.left), right = Math.min(r.right, edge.right);
  return {left, right, top: r.top, bottom: r.bottom, width: right - left, height: r.height};
}
/** Every text in scope that is laid out, with a rectangle for each of its lines. */
function texts(scope) {
  const walk = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT, null, false), found = [];
  while (walk.nextNode()) {
    const node = walk.currentNode, text = node.data.trim(), el = node.parentElement;
    if (!text || el.closest('.is-off')) { continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    const elider = eliding(el), edge = elider && elider.getBoundingClientRect();
    const rects = [...range.getClientRects()].map(r => seenOf(r, edge)).filter(r => r.width > .5 && r.height);
    if (rects.length) { found.push({node, text, el, rects, size: parseFloat(style(el).fontSize)}); }
  }
  return found;
}
