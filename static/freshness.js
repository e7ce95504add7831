/* How old what is shown may be: whether the server is silent, and whether its agenda is confirmed. */
(function (signage) {
  'use strict';
  var page = signage.page, clock = signage.clock, OFFLINE = 120000;  // ms of silence after which the server is gone
  var lastWord = page.number('data-now'), lastConfirmed = page.number('data-confirmed');  // server time, epoch ms
  var freshness = signage.freshness = {
    /** This page came from the copy that this device keeps: there is no server. @type {boolean} */
    isKept: page.root.hasAttribute('data-kept'),
    /** '', 'stale' (the server has not confirmed its agenda for long) or 'offline' (it is silent). @type {string} */
    trouble: '',
    heard, check, since, expectWordWithin
  };
  // On this device's monotonic clock, ms.
  var heardAt = freshness.isKept ? -OFFLINE : performance.now();
  // NaN: not known.
  var confirmedAt = clock.isFixed ? NaN : performance.now() - (lastWord - lastConfirmed) / clock.rate;

  /** A word came. @param {{now: number, confirmed: ?number}} word epoch ms @param {number} rate as of clock.rate */
  function heard(word, rate) {
    heardAt = performance.now();
    lastWord = word.now;
    if (word.confirmed !== null) {  // a server that has lost its agenda takes nothing from this one's age
      lastConfirmed = word.confirmed;
      confirmedAt = heardAt - (word.now - word.confirmed) / rate;
    }
  }
  /** See whether what is shown is old, and wake when it will be. */
  function check() {
    var silent = performance.now() - heardAt, age = performance.now() - confirmedAt;
    var limit = page.number('data-stale-after') * 1000;
    if (clock.isStill) { return; }
    freshness.trouble = silent >= OFFLINE ? 'offline' : age >= limit ? 'stale' : '';
    [OFFLINE - silent, limit - age].forEach(function (left) { clock.wakeAt(clock.moment + left * clock.rate); });
  }
  /** @return {number} the server's time from which what is shown is, epoch ms */
  function since() { return freshness.trouble === 'stale' ? lastConfirmed : lastWord; }
  /** After a suspend silence is longer than it seems: offline without a word in this time. @param {number} ms */
  function expectWordWithin(ms) { heardAt = Math.min(heardAt, performance.now() - OFFLINE + ms); }
}(window.signage));
