/* Names that are cut (docs/page.md, "Lists"): as much of each as tells it apart from the other names of its list. */
(function (signage) {
  'use strict';
  var measure = signage.measure;
  var ENDS = 24;  // most letters of a name behind an "…" that are tried
  var SPACE = /[\s\u200b]/;
  var SIGNED = 3;  // characters by which a beginning is longer than another one: a letter with its signs

  /** Whether two characters look the same: so do all spaces. */
  function alike(a, b) { return a === b || /^\s\s$/.test(a + b); }
  /** How far two texts are the same. */
  function common(a, b) {
    var n = 0;
    while (n < a.length && alike(a.charAt(n), b.charAt(n))) { n += 1; }
    return n;
  }
  /**
   * As much of a name as so many lines hold, from its beginning, and where others begin like that from where it differs from them:
   * "Seminar Room of the \u2026 Annex 2". No word of it is broken, if that tells it apart, too, and more of it than a part of a word. @param {!Array<string>} others names on the same list @param {number} width in em
   * @return {{words: string, lines: number}} what is left of it, and the lines that it takes
   */
  function apart(name, others, width, most) {
    var whole = shortened(name, others, width, most, measure.BIG);
    return whole.isAlone && whole.lines <= most && SPACE.test(whole.words) ? whole : shortened(name, others, width, most, 0);
  }
  /** @param {number} long em from which on words may be broken @return {{words: string, lines: number, isAlone: boolean}} */
  function shortened(name, others, width, most, long) {
    var from, head, tail, start;
    function marked(text) { return text.replace(/\u2026(?=.)/g, '\u2026\u2060'); }  // no line ends there
    function linesOf(text, room) { return measure.lines(measure.plain(marked(text), 700), room, long); }
    function fits(text) { return linesOf(text, long ? width : width - measure.DOTS) <= most; }
    function told(text) { return {words: marked(text), lines: linesOf(text, width), isAlone: isAlone(text)}; }
    /** The longest beginning that fits, with the rest that has to be there. */
    function longest(rest) {
      var a = 0, b = name.length, middle;
      while (a < b) {
        middle = Math.ceil((a + b) / 2);
        if (fits(begin(middle) + '\u2026' + rest)) { a = middle; } else { b = middle - 1; }
      }
      return a;
    }
    function begin(n) { return name.slice(0, signage.fit.end(name, n)).replace(/[\s,;:.(\u2010\u2013\u2014\u2060\-]+$/, ''); }
    head = longest('');
    from = others.reduce(function (most, other) { return Math.max(most, common(name, other)); }, 0);
    if (from < begin(head).length && isAlone(begin(head) + '\u2026')) { return told(begin(head) + '\u2026'); }
    from = Math.min(from, name.length - 1);
    start = name.slice(0, from).search(/\S{0,12}$/);  // of the word in which they differ
    tail = name.slice(start > 0 && /\s/.test(name.charAt(start - 1)) ? start : from);
    while (tail.length > 1 && !fits(name.charAt(0) + '\u2026' + tail + (name.slice(-1) === tail.slice(-1) ? '' : '\u2026'))) { tail = tail.slice(0, -1); }
    if (name.slice(-tail.length) !== tail) { tail += '\u2026'; }
    if (!tells(tail)) { tail = ends().filter(tells)[0] || tail; }
    return told(begin(longest(tail)) + '\u2026' + tail);
    /** Whether no other name could be the one of which this is left. */
    function isAlone(shown) { return !others.some(function (other) { return couldBe(shown, other); }); }
    function tells(tail) {
      function alone(n) { return isAlone(begin(n) + '\u2026' + tail); }
      return alone(head) && fits(name.charAt(0) + '\u2026' + tail) && alone(longest(tail));  // what more of a beginning does not tell no less does
    }
    /** The ends of a name, then what stands where others begin to differ from it, each from one letter on. */
    function ends() {
      var found = [], n;
      function add(from, to) { if (begins(name, from)) { found.push(name.slice(from, to) + (to < name.length ? '\u2026' : '')); } }
      for (n = 1; n <= ENDS && n < name.length; n++) { add(name.length - n, name.length); }
      others.map(function (other) { return common(name, other); }).filter(function (n, i, all) { return n && n < name.length && all.indexOf(n) === i; }).forEach(function (from) {
        for (n = 1; n <= ENDS && from + n < name.length; n++) { add(from, from + n); }
      });
      return found;
    }
  }
  /** How far the ends of two texts are the same. */
  function commonEnd(a, b) {
    var n = 0;
    while (n < a.length && n < b.length && alike(a.charAt(a.length - 1 - n), b.charAt(b.length - 1 - n))) { n += 1; }
    return n;
  }
  /** The least of a name that could be no other's: a beginning and an end of it, or all. @param {!Array<string>} others @return {string} */
  function telling(name, others) {
    var best = name, same = others.map(function (other) { return {from: common(name, other), end: commonEnd(name, other)}; }), n, from;
    function further(most, one) { return one.end >= n ? Math.max(most, one.from + SIGNED) : most; }
    for (n = 0; n <= ENDS && n < name.length; n++) {
      from = same.reduce(further, 1);
      if (from + n + 1 < best.length) { best = name.slice(0, from) + '\u2026' + name.slice(name.length - n); }
    }
    return best;
  }
  /** Whether a letter begins at this place: neither a sign on the one before, nor a space. */
  function begins(text, n) { return /[^\s\u200b\u2060]/.test(text.charAt(n)) && signage.fit.end('.' + text.slice(n, n + 2), 1) === 1; }
  /** Whether a name could be the one of which this is left: its beginning, and what stands after each "\u2026". */
  function couldBe(shown, name) {
    function bare(text) { return text.replace(/[\u200b\u2060]/g, '').replace(/\u00a0/g, ' '); }
    var parts = bare(shown).split('\u2026').map(function (part) { return part.trim(); }), at = parts[0].length, last = parts.pop();
    name = bare(name);
    return name.slice(0, at) === parts[0] && parts.slice(1).every(function (part) {
      var place = name.indexOf(part, at);
      at = place + part.length;
      return place >= 0;
    }) && name.length - last.length >= at && name.slice(name.length - last.length) === last;
  }

  signage.names = {apart, telling};
}(window.signage));
