/* Which pages of a browser hold a stream. Over HTTP/1.1 a browser has six connections to a host, and each stream takes one
   for good: four pages hold one, those that nobody sees none, and the rest ask for their page twice a minute. */
(function (signage) {
  'use strict';
  var PLACES = 4, KEY = 'signage-stream-', GONE = 75000;  // ms after which a page that said nothing is no more
  var own = Math.random().toString(36).slice(2), place = 0;

  /** @param {number} n @return {string} whose a place is; else nothing */
  function holder(n) {
    var said = (localStorage.getItem(KEY + n) || '').split(' ');
    return Math.abs(Date.now() - said[1]) < GONE ? said[0] : '';
  }
  function release() {
    try { if (holds()) { localStorage.removeItem(KEY + place); } } catch (e) { /* none is kept */ }
    place = 0;
  }
  /** @return {boolean} whether this page may have a stream for the next minute; without a store each may */
  function claim() {
    if (document.hidden) { release(); return false; }
    try {
      if (!holds()) { place = 0; }  // two took it at once: the later one has it
      for (var n = 1; !place && n <= PLACES; n++) { if (!holder(n)) { place = n; } }
      if (place) { localStorage.setItem(KEY + place, own + ' ' + Date.now()); }
      return place > 0;
    } catch (e) { return true; }
  }
  /** @return {boolean} whether this page holds a place */
  function holds() {
    try { return place > 0 && holder(place) === own; } catch (e) { return false; }
  }
  addEventListener('pagehide', release);

  signage.sharing = {claim, holds};
}(window.signage));
