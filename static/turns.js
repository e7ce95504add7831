/* What takes turns: elements with `data-turn`, and the pages of lists. A turn follows from the time alone, so that all
   displays show the same; what takes turns within something that takes turns itself is paced by that. */
(function (signage) {
  'use strict';
  var clock = signage.clock;

  /**
   * A piece of a `data-turn`, in ms: [from, until, start, end, cycle]. It is on from `from` until `until` (0: for
   * ever), in each cycle between `start` and `end`.
   * @typedef {!Array<number>} Piece
   *
   * Time as it passes for an element: `at` in ms, `speed` its milliseconds in one of the server's.
   * @typedef {{at: number, speed: number}} Pace
   */

  /** @param {!Element} el with `data-turn` @return {!Array<Piece>} */
  function pieces(el) {
    return el.getAttribute('data-turn').split(' ').map(function (piece) {
      return piece.split(/[-:/]/).map(function (seconds) { return seconds * 1000; });
    });
  }
  /** @param {Piece} piece @param {Pace} time where the piece is @return {boolean} whether it is on */
  function holds(piece, time) {
    var from = piece[0], until = piece[1], start = piece[2], end = piece[3], cycle = piece[4];
    var begun = Math.floor(time.at / cycle) * cycle, moment = clock.moment;
    [from, until].forEach(clock.wakeAt);
    [start, end, cycle + start].forEach(function (ms) { clock.wakeAt(later(begun + ms, time)); });
    return from <= moment && (!until || moment < until) && begun + start <= time.at && time.at < begun + end;
  }
  /** @param {number} ms of a pace @param {Pace} time @return {number} the server's time when it is that, epoch ms */
  function later(ms, time) { return clock.moment + (ms - time.at) / time.speed; }
  /**
   * Time as it passes within the element around el that takes turns: only while that is on, and by whole turns of
   * `length`, so that each of them comes.
   * @param {!Element} el
   * @param {number} length of el's own turns, ms
   * @return {Pace}
   */
  function paceWithin(el, length) {
    var outer = el.parentElement && el.parentElement.closest('[data-turn]');
    var time = {at: clock.moment, speed: 1}, stay, piece;
    if (!outer) { return time; }
    time = paceOf(outer);
    piece = pieces(outer).filter(function (piece) { return holds(piece, time); })[0];
    if (!piece) { return time; }
    stay = piece[3] - piece[2];
    length *= Math.max(1, Math.round(stay / length));  // what passes in each stay
    return {
      at: Math.floor(time.at / piece[4]) * length + (time.at % piece[4] - piece[2]) * length / stay,
      speed: time.speed * length / stay
    };
  }
  /** @param {!Element} el with `data-turn` @return {Pace} */
  function paceOf(el) {
    var first = pieces(el)[0];
    return paceWithin(el, first[3] - first[2]);
  }
  /** @param {!Element} el with `data-turn` @return {boolean} whether its turn is on */
  function isOn(el) {
    var time = paceOf(el);
    return pieces(el).some(function (piece) { return holds(piece, time); });
  }
  /** @param {!Element} el what takes turns @param {number} seconds of a turn @return {number} turns since the epoch */
  function count(el, seconds) {
    var time = paceWithin(el, seconds * 1000), turns = Math.floor(time.at / 1000 / seconds);
    clock.wakeAt(later((turns + 1) * seconds * 1000, time));
    return turns;
  }

  signage.turns = {isOn, count};
}(window.signage));
