/* What is wrong with the text on this page: contrast under 7:1, type under one unit, text off the screen or clipped. */
(() => {
  const rgba = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const unit = Math.min(innerWidth / 80, innerHeight / 45) * (innerHeight > innerWidth ? 2 : 1);
  const wrong = new Set(), walk = document.createTreeWalker(document.querySelector('.tv'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), el = walk.currentNode.parentElement, style = getComputedStyle(el);
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect(), what = `${el.className || el.tagName} “${text.slice(0, 30)}”`;
    if (!text || !box.width) { continue; }
    let behind = el, fill = [255, 255, 255, 1];
    for (; behind; behind = behind.parentElement) {
      const c = rgba(getComputedStyle(behind).backgroundColor);
      if (c[3] > 0) { fill = c; break; }
    }
    const [a, b] = [light(rgba(style.color)), light(fill)].sort((x, y) => x - y), contrast = (b + .05) / (a + .05);
    if (contrast < 7) { wrong.add(`contrast ${contrast.toFixed(2)}: ${what}`); }
    if (parseFloat(style.fontSize) < unit * 1.2) { wrong.add(`size ${(parseFloat(style.fontSize) / unit).toFixed(2)}: ${what}`); }
    const pad = .25 * parseFloat(style.fontSize);
    if (box.right > innerWidth + 3 || box.bottom > innerHeight + pad || box.left < -1 || box.top < -pad) { wrong.add(`off screen: ${what}`); }
    for (let up = el; up && up.className !== 'tv'; up = up.parentElement) {
      const s = getComputedStyle(up), r = up.getBoundingClientRect();
      if (s.overflowX !== 'visible' && (box.right > r.right + 2 || box.left < r.left - 2 || box.bottom > r.bottom + pad || box.top < r.top - pad)) {
        wrong.add(`clipped by ${up.className}: ${what}`);
      }
    }
  }
  return [...wrong];
})()
