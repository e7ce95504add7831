/* The start: what this display is, its fonts, and from here on the clock and the stream. */
(function (signage) {
  'use strict';
  var FIRST_WORD = 3000;  // ms to wait for it
  var page = signage.page, clock = signage.clock, screen = signage.screen;
  var phone = matchMedia('(max-width: 500px) and (orientation: portrait)');

  /** A phone hangs on no wall: neither on its side nor dark. */
  function adaptToPhone() {
    if (!phone.matches) { return; }
    document.body.className = 'phone';
    page.all('.is-landscape').forEach(function (view) { view.classList.remove('is-landscape'); });
    screen.onResize();
  }
  /** Use the font once it is there. Old engines lay out with it only a moment later: all is fitted once more then. */
  function loadFonts() {
    var font = page.attribute('data-font');
    function load(weight) { return document.fonts.load(weight + ' 1em "' + font + '"'); }
    function use() { page.root.classList.add('fonts'); screen.onResize(); setTimeout(screen.onResize, 500); }
    if (!font || !document.fonts) { return; }
    Promise.all(['400', '500', '600', '700'].map(load)).then(use, function () { /* the system's fonts stay */ });
  }

  phone.addListener(adaptToPhone);
  adaptToPhone();
  loadFonts();
  addEventListener('resize', screen.onResize);

  /** For tests. @return {number} server time, epoch ms */
  signage.now = clock.now;
  /** For tests: bring the page to now, or stand still at a moment, whatever ticks say. @param {number=} ms epoch */
  signage.render = function (ms) {
    if (ms) { clock.freeze(ms); }
    screen.refresh();
    screen.arrange();
  };

  if (signage.freshness.isKept) { clock.useRememberedClock(); } else { screen.refresh(); }
  signage.server.openStream();
  signage.report.onChange();
  setTimeout(clock.useRememberedClock, FIRST_WORD);
}(window.signage));
