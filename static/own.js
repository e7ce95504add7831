/* A panel of a template of the venue's own (`data-own`, docs/themes.md) that is larger than its place is scaled down as a whole: nothing
   of it is cut, and it covers nothing that stands beside it. */
(function (signage) {
  'use strict';
  var all = signage.page.all;
  var LEAST = 0.15, GRAIN = 0.01;  // the smallest scale; how near the largest one that holds is looked for
  var ROUND = 2, LETTERS = 0.3;  // pixels that engines round up; what letters may pass their line, in em

  /** Whether a box is smaller than what is in it. */
  function isTight(el) {
    var style = getComputedStyle(el);
    if (style.display === 'inline' || el.clientWidth === undefined) { return false; }
    return el.scrollWidth > el.clientWidth + ROUND || el.scrollHeight > el.clientHeight + Math.max(ROUND, LETTERS * parseFloat(style.fontSize));
  }
  /** Whether something in the panel is larger than its box, or a text stands outside the panel. */
  function spills(panel) {
    var place = panel.getBoundingClientRect();
    function isOutside(el) {
      var box = el.getBoundingClientRect();
      return box.left < place.left - ROUND || box.top < place.top - ROUND || box.right > place.right + ROUND || box.bottom > place.bottom + ROUND;
    }
    return isTight(panel) || all('*', panel).some(function (el) {
      return el.getClientRects().length > 0 && (isTight(el) || signage.fit.speaks(el) && isOutside(el));
    });
  }
  /** Give it the place that the panels beside it leave. */
  function settle(panel) {
    var style = panel.style;
    style.flex = '1 1 0%';
    style.minWidth = style.minHeight = 0;
    style.boxSizing = 'border-box';
    signage.fit.run();
  }
  /** Lay it out in a place that is larger by as much as it is drawn smaller. */
  function scale(panel, place, by) {
    var style = panel.style, high = place.height / by;
    style.flex = 'none';
    style.width = place.width / by + 'px';
    style.height = high + 'px';
    style.marginBottom = place.height - high + 'px';
    style.transformOrigin = (panel.closest('[dir]').getAttribute('dir') === 'rtl' ? '100%' : '0') + ' 0';
    style.transform = 'scale(' + by + ')';
    signage.fit.run();
  }
  /** What the size of a panel depends on: what it says but for its digits, its view, the font. */
  function keyOf(panel) {
    var view = panel.parentElement;
    return [view.clientWidth, view.clientHeight, signage.fit.generation(), panel.textContent.replace(/\d/g, '0')].join();
  }
  /** @param {!Element} panel with `data-own` */
  function fit(panel) {
    var key = keyOf(panel), good = LEAST, bad = 1, place, middle;
    if (panel.key === key || !panel.clientWidth) { return; }
    panel.key = key;
    panel.style.cssText = '';  // it has none of its own: the page's policy allows no inline styles
    if (getComputedStyle(document.body).overflowY === 'auto') { return; }  // a phone scrolls
    settle(panel);
    if (!spills(panel)) { return; }
    place = {width: panel.offsetWidth, height: panel.offsetHeight};
    while (bad - good > GRAIN) {
      middle = (good + bad) / 2;
      scale(panel, place, middle);
      if (spills(panel)) { bad = middle; } else { good = middle; }
    }
    scale(panel, place, good);
  }

  signage.own = {fit};
}(window.signage));
