/* Times and numbers in words, as the server writes them: old engines' own zones and formats are wrong. */
(function (signage) {
  'use strict';
  var page = signage.page;

  /** @param {(string|number)} number @return {string} in the digits of the page's language */
  function digits(number) {
    return String(number).replace(/\d/g, function (digit) { return page.attribute('data-digits')[digit]; });
  }
  /** @param {number} n @return {string} at least two digits */
  function pad(n) { return n < 10 ? '0' + n : '' + n; }
  /** @param {number} ms epoch @return {number} seconds by which the event's zone is ahead of UTC then */
  function zoneOffset(ms) {
    return +page.attribute('data-offsets').split(',').reduce(function (before, pair) {
      return !before || pair.split(':')[0] * 1000 <= ms ? pair : before;
    }, '').split(':')[1];
  }
  /**
   * @param {number} ms epoch
   * @param {!Element} el where it stands: its view has a pattern for it
   * @return {string} the event's time of day
   */
  function timeOfDay(ms, el) {
    var view = el.closest('[data-time]') || page.root, minutes = Math.floor((ms / 1000 + zoneOffset(ms)) / 60);
    var hour = Math.floor(minutes / 60) % 24, twelve = hour % 12 || 12;
    var parts = {
      HH: pad(hour), H: hour, hh: pad(twelve), h: twelve, mm: pad(minutes % 60),
      a: view.getAttribute('data-periods').split('|')[+(hour > 11)]
    };
    return digits(view.getAttribute('data-time').replace(/'([^']*)'|HH?|hh?|mm|a/g, function (part, literal) {
      return part[0] === "'" ? literal : parts[part];
    }));
  }
  /** @param {number} minutes @return {string} up to 99 as a number, then as hours and minutes */
  function minutesLeft(minutes) {
    return digits(minutes < 100 ? minutes : Math.floor(minutes / 60) + ':' + pad(minutes % 60));
  }

  signage.times = {digits, timeOfDay, minutesLeft};
}(window.signage));
