/* The clock: the server's time, run on by this device's monotonic clock. The device's own time of day may be wrong. */
(function (signage) {
  'use strict';
  var page = signage.page, STORED = 'signage-offset';
  var FROM_PAGE = 0, REMEMBERED = 1, HEARD = 2;
  var clock = signage.clock = {
    /** A page of another time at speed 0 is a picture: it needs no word from the server. @type {boolean} */
    isStill: false,
    /** Where the time comes from. FROM_PAGE: the page's own age is not known, what the server marked hidden stands;
        REMEMBERED: this device's clock, by an offset from an earlier word; HEARD: the server said it. */
    FROM_PAGE, REMEMBERED, HEARD,
    /** A page with `data-at` goes by its own time: ticks don't set its clock. @type {boolean} */
    isFixed: page.root.hasAttribute('data-at'),
    /** Server milliseconds in one of this device's. @type {number} */
    rate: asked(/[?&]speed=([\d.]+)/, page.number('data-rate') || 1),
    /** FROM_PAGE, REMEMBERED or HEARD. @type {number} */
    trust: FROM_PAGE,
    /** No word came, and what this device remembers cannot be right. @type {boolean} */
    isUnsure: false,
    /** The moment that is being shown, in server time, epoch ms. @type {number} */
    moment: 0,
    /** When, in server time, something on screen changes next, epoch ms. @type {number} */
    next: Infinity,
    now, advance, wakeAt, set, freeze, remember,
    useRememberedClock
  };
  var zero = page.number('data-now') + 1000 * asked(/[?&]at=[^&]*\d\d(?::|%3A)\d\d(?::|%3A)(\d\d)/i, 0) -
    clock.rate * performance.now();  // server time when performance.now() was 0
  if (clock.isFixed) { clock.trust = HEARD; }
  clock.isStill = clock.rate === 0;
  advance();

  /**
   * A page of another time is of a whole minute: seconds and speed stand in its address alone.
   * @param {!RegExp} pattern @param {number} otherwise where its first group finds nothing, and on other pages
   * @return {number} what that finds
   */
  function asked(pattern, otherwise) {
    var found = page.root.hasAttribute('data-at') && pattern.exec(location.search);
    return found ? +found[1] : otherwise;
  }
  /** @return {number} server time, epoch ms */
  function now() { return zero + clock.rate * performance.now(); }
  /** Make now the moment that is shown. */
  function advance() { clock.moment = now(); }
  /** Ask to be woken at this server time. @param {number} ms epoch @return {number} the same */
  function wakeAt(ms) {
    if (ms > clock.moment && ms < clock.next) { clock.next = ms; }
    return ms;
  }
  /**
   * The server's time is known. A message that was late on its way only seems to slow the clock: it is followed slowly.
   * @param {number} ms the server's time now, epoch
   * @param {number} rate server milliseconds in one of this device's
   * @param {number} trust REMEMBERED or HEARD
   */
  function set(ms, rate, trust) {
    var heard = ms - rate * performance.now(), behind = zero - heard;
    var seemsLate = clock.trust === HEARD && rate === clock.rate && behind > 0 && behind < 1000 * clock.rate;
    zero = seemsLate ? zero - behind / 4 : heard;
    clock.rate = rate;
    clock.trust = trust;
    clock.isUnsure = false;
  }
  /** For tests: stand still, whatever ticks say. @param {number} ms epoch */
  function freeze(ms) {
    clock.isFixed = true;
    clock.isUnsure = false;
    clock.trust = HEARD;
    clock.rate = 0;
    zero = ms;
  }
  /** @return {number} ms by which the server is ahead of this device's time of day, as last heard; NaN: not known */
  function rememberedOffset() { try { return parseFloat(localStorage.getItem(STORED)); } catch (e) { return NaN; } }
  /** Remember by how much the server is ahead, for a start without it. */
  function remember() {
    var offset = Math.round(now() - Date.now());
    if (clock.rate !== 1 || clock.isFixed || Math.abs(offset - rememberedOffset()) < 500) { return; }
    try { localStorage.setItem(STORED, offset); } catch (e) { /* a device without a store remembers nothing */ }
  }
  /** No word came in time: run by what this device remembers, if that can be right, and ask for the page anew. */
  function useRememberedClock() {
    if (clock.trust === HEARD) { return; }
    var guess = Date.now() + rememberedOffset();
    var sincePage = guess > page.number('data-now') - 60000, known = guess < page.number('data-horizon') * 1000;
    var canBe = clock.rate === 1 && sincePage && known;
    clock.isUnsure = !canBe;
    if (canBe) { set(guess, 1, REMEMBERED); }
    signage.screen.refresh();
    signage.server.fetchChanges();
  }
}(window.signage));
