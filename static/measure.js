/* Text as numbers (docs/page.md, "Lists"): each piece between two places where a line may break is measured once, on a
   canvas. How many lines a text takes in some width is arithmetic from then on, with no layout. */
(function (signage) {
  'use strict';
  var BIG = 1e6, SIZE = 100, SPARE = 1.006, MOST = 5000, PARTS = 40000;  // pixels measured at; what engines round up; widths remembered, of texts and of parts of words
  var ANSWERS = 6;  // remembered of a text: in how many lines of which width it stands
  var FLAG = 0.8, PADDING = 0.7, ICON = 1.3;  // of a mark within a line (lists.css): its size on a whole wall, but in what comes next; what its word has around it, in em
  var EARLIEST = 3;  // letters of a word before a hyphen, and after one
  var NARROW = 3;  // em in which no word is broken
  var DOTS = 0.9, FAIR = 6;  // em that "…" takes; em of a broken word that tell something
  var CJK = '\\u2e80-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uff01-\\uff60\\ud840-\\ud87f\\udc00-\\udfff';
  var CLOSING = '\\u3001\\u3002\\u3005\\u300d\\u300f\\u3011\\u30fb\\u30fc\\uff01\\uff09\\uff0c\\uff0e\\uff1a\\uff1b\\uff1f\\u3041\\u3043\\u3045\\u3047\\u3049' +
    '\\u3063\\u3083\\u3085\\u3087\\u30a1\\u30a3\\u30a5\\u30a7\\u30a9\\u30c3\\u30e3\\u30e5\\u30e7';
  var OPENING = '\\u300c\\u300e\\u3010\\uff08';
  var DENSE = new RegExp('[' + CJK + ']');
  /** A character of a script without spaces, with the brackets before it and what may not begin a line after it; or other letters. */
  var UNITS = new RegExp('[' + OPENING + ']*(?:[\\ud840-\\ud87f][\\udc00-\\udfff]|[' + CJK + '])[' + CLOSING + ']*|[^' + CJK + ']+', 'g');
  var WORDS = /[^ \t\n\r\u200b]+/g, HYPHENED = /.+?[\-\u2010\u2013\u2014](?=[^\d\-\u2010\u2013\u2014])|.+/g;
  // Where a word that fits no line takes a hyphen: before a consonant and the vowel after it. Letters that say one sound stay together.
  var VOWEL = 'aeiouy\u00e0-\u00e6\u00e8-\u00ef\u00f2-\u00f6\u00f8-\u00fd\u0131\u0153\u03b1\u03b5\u03b7\u03b9\u03bf\u03c5\u03c9\u03ac-\u03af\u03cc-\u03ce\u0430\u0435\u0438\u043e\u0443\u044b\u044d-\u044f\u0451\u0454\u0456\u0457';
  var SIGN = '[!-@[-`{-~\\u00a0-\\u00bf\\u2010-\\u205f]*';  // around a word, also what typography ties to it: "Wort, \u201eWort Wort\u00a0\u2013
  var HYPHENABLE = new RegExp('^(' + SIGN + ")([A-Za-z\\u00c0-\\u024f\\u0370-\\u03ff\\u0400-\\u04ff'\\u2019]+)" + SIGN + '$'), NO_START = '\u044c\u044a\u0439';
  var SYLLABLE = new RegExp('(?:s?ch|[gkprstwz]h|ck|qu|[^' + VOWEL + NO_START + '])(?=[' + VOWEL + '])', 'g');
  var SIGNS = [':', '.', ',', '-', '(', ')', '+', ' ', '\u00a0'];
  var PIECES = ['w', 'gap', 'node', 'end', 'word', 'weight'], NONE = [];
  var pen = document.createElement('canvas').getContext('2d'), widths = {}, tabular = {}, count = 0, torn = {}, parts = 0, family = '', font = '', mark = FLAG, generation = 0;

  /** @param {string} text @param {number} weight of the font @return {number} its width in em; digits are tabular on the glass */
  function em(text, weight) {
    var key = weight + text;
    if (widths[key] === undefined) {
      if (count >= MOST) { widths = {}; count = 0; }
      count += 1;
      widths[key] = drawn(text, weight);
    }
    return widths[key];
  }
  function drawn(text, weight) {
    var wanted = weight + ' ' + SIZE + 'px ' + family;
    if (font !== wanted) { pen.font = font = wanted; }
    return pen.measureText(text.replace(/\d/g, '0')).width / SIZE * SPARE;
  }
  /** The font that everything is measured in. What was measured in another one is forgotten. @param {string} name @param {boolean} half a wall */
  function setFamily(name, half) {
    mark = half ? 1 : FLAG;
    if (name !== family) { family = name; forget(); }
  }
  /** Old engines measure with a font only a moment after it has been loaded: what was measured before is wrong. */
  function forget() {
    generation += 1;
    widths = {};
    torn = {};
    tabular = {};
    count = parts = 0;
    font = '';
    pen.font = '10px sans-serif';
  }

  /** How much wider signs are between tabular figures than in text, in em: a canvas has no such figures, so the page is asked once. */
  function signs(weight) {
    var box = document.createElement('div'), found = {}, spans;
    if (tabular[weight]) { return tabular[weight]; }
    box.style.cssText = 'position:absolute;visibility:hidden;white-space:pre;font-weight:' + weight + ';font-size:' + SIZE + 'px;font-family:' + family;
    box.className = 'n';
    spans = SIGNS.map(function (sign) {
      var span = box.appendChild(document.createElement('span'));
      span.textContent = sign;
      return span;
    });
    document.body.appendChild(box);
    spans.forEach(function (span, i) { found[SIGNS[i]] = Math.max(0, (span.offsetWidth + 1) / SIZE - em(SIGNS[i], weight)); });
    document.body.removeChild(box);
    tabular[weight] = found;
    return found;
  }
  /** @return {number} the width of a time or a number, in em: its figures and signs are tabular */
  function figures(text, weight) {
    var wider = signs(weight), width = em(text, weight), i;
    for (i = 0; i < text.length; i++) { width += wider[text.charAt(i)] || 0; }
    return width;
  }

  function is(node, name) { return node.nodeType === 1 && node.classList.contains(name); }
  /** The text nodes of an element, in order. @return {!Array<!Text>} */
  function textNodes(el) {
    var walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT, null, false), found = [];
    while (walk.nextNode()) { found.push(walk.currentNode); }
    return found;
  }
  /**
   * The text of an element as pieces that no line breaks. Times (class `n`) and marks (`flag`) are one piece each.
   * @param {?Element} el @param {number} weight of its font; what is in `b`, times and marks are 600
   * @return {{w: !Array<number>, gap: !Array<number>, node: !Array<number>, end: !Array<number>, word: !Array<string>,
   *   weight: !Array<number>, space: number, all: number, fixed: number}} widths in em, 1 where white space follows, the text node and
   *   the place in it where each ends, its letters and their weight, the width of a space, that of the whole in one line, and how many
   *   pieces at its beginning are times and marks
   */
  function read(el, weight) {
    var text = {w: [], gap: [], node: [], end: [], word: [], weight: [], space: em(' ', weight), all: 0, fixed: 0}, node = 0;
    function push(width, end, word, bold) {
      text.w.push(width);
      text.gap.push(0);
      text.node.push(node);
      text.end.push(end);
      text.word.push(word);
      text.weight.push(bold);
    }
    function spaced() { if (text.gap.length) { text.gap[text.gap.length - 1] = 1; } }
    function whole(child, width) {
      var many = textNodes(child).length;
      if (text.fixed === text.w.length) { text.fixed += 1; }
      node += many - 1;
      push(width, Infinity, '', 600);
      node += 1;
    }
    function plain(data, bold) {
      var found, at, parts;
      WORDS.lastIndex = 0;
      if (/^[ \t\n\r]/.test(data)) { spaced(); }
      while ((found = WORDS.exec(data))) {
        at = found.index;
        parts = DENSE.test(found[0]) ? found[0].match(UNITS) : found[0].match(HYPHENED);
        parts.forEach(function (part) { at += part.length; push(em(part, bold), at, part, bold); });
        if (/[ \t\n\r]/.test(data.charAt(at))) { spaced(); }
      }
      node += 1;
    }
    function walk(parent, bold) {
      [].forEach.call(parent.childNodes, function (child) {
        if (child.nodeType === 3) { plain(child.data, bold); return; }
        if (is(child, 'flag')) { whole(child, (is(el, 'rm__x') ? 1 : mark) * (PADDING + ICON + em(child.textContent.trim(), 600))); return; }
        if (is(child, 'n')) { whole(child, figures(child.textContent.trim(), 600)); return; }
        if (child.nodeType === 1) { walk(child, child.tagName === 'B' ? 600 : bold); }
      });
    }
    if (el) { walk(el, weight); }
    text.all = sum(text, 0, text.w.length);
    return text;
  }
  /** The width of these pieces in one line. */
  function sum(text, from, to) {
    var width = 0, i;
    for (i = from; i < to; i++) { width += text.w[i] + (text.gap[i] && i < to - 1 ? text.space : 0); }
    return width;
  }
  /** Two texts as one, the second after a gap. */
  function join(a, b) {
    var text = {space: b.space || a.space, all: 0, fixed: a.w.length};
    PIECES.forEach(function (name) { text[name] = a[name].concat(b[name]); });
    if (a.w.length) { text.gap[a.w.length - 1] = 1; }
    text.all = sum(text, 0, text.w.length);
    return text;
  }
  /** A text in type that is so much smaller than what it stands with. */
  function scaled(text, by) {
    var small = join(read(null, 400), text);
    small.w = small.w.map(function (width) { return width * by; });
    small.all = sum(small, 0, small.w.length);
    return small;
  }
  /** The text without its first piece. */
  function rest(text) {
    var left = {space: text.space, all: sum(text, 1, text.w.length), fixed: Math.max(0, text.fixed - 1)};
    PIECES.forEach(function (name) { left[name] = text[name].slice(1); });
    return left;
  }
  /** The places in a word, each with the width up to it from the one before, where it takes a hyphen, or is broken in other scripts. */
  function places(word) {
    var found = [], core = HYPHENABLE.exec(word), small = core ? core[2].toLowerCase() : '', hit;
    SYLLABLE.lastIndex = 0;
    while ((hit = SYLLABLE.exec(small))) {
      if (hit.index >= EARLIEST && hit.index <= small.length - EARLIEST) { found.push(core[1].length + hit.index); }
    }
    return found;
  }
  /** What is known of a word that was broken before: its places, the width of a hyphen, and by their ends the widths of its parts. */
  function wordOf(word, weight) {
    var key = weight + word;
    if (parts >= PARTS) { torn = {}; parts = 0; }
    torn[key] = torn[key] || {points: places(word), hyphen: HYPHENABLE.test(word) ? em('-', weight) : 0, parts: {}};
    return torn[key];
  }
  /**
   * Where a word that fits no line is broken. @param {number} room on the first line, in em
   * @return {{at: !Array<number>, x: number, next: boolean}} the places in it, the width of its last part, and whether it begins on a
   *   line of its own
   */
  function breaks(word, weight, room, width) {
    var known = wordOf(word, weight), points = known.points, hyphen = known.hyphen, from = 0, found = {at: [], x: 0, next: false}, to;
    function part(a, b) {
      var key = a * 1e4 + b;
      if (known.parts[key] === undefined) { parts += 1; known.parts[key] = drawn(word.slice(a, b), weight); }
      return known.parts[key];
    }
    /** The last number from `a` up to `b` whose place, and all before it, a line of this room holds; `a` is not asked. */
    function last(a, b, placeOf, room) {
      var middle;
      while (a < b) {
        middle = Math.ceil((a + b) / 2);
        if (placeOf(middle) <= from || part(from, placeOf(middle)) + hyphen <= room) { a = middle; } else { b = middle - 1; }
      }
      return a;
    }
    function furthest(room) {
      var i = last(-1, points.length - 1, function (i) { return points[i]; }, room);
      return i >= 0 && points[i] > from ? points[i] : 0;
    }
    function letters(room) {
      var at = last(from + 1, word.length, Number, room);
      return signage.fit.end(word, at) > from ? signage.fit.end(word, at) : at;
    }
    to = furthest(room);
    if (!to) { found.next = true; }
    while (part(from, word.length) > (from || found.next ? width : room)) {
      to = from || found.next ? furthest(width) || letters(width) : to;
      found.at.push(to);
      from = to;
    }
    found.x = part(from, word.length);
    return found;
  }
  /**
   * Walk along the lines of a text as a browser fills them. @param {function(number, number, number, !Array<number>)=} each piece: its
   * number, its line, where on it that ends, in em, and the places where it is broken
   * @return {number} lines; BIG where a piece shorter than `long` fits none
   */
  function walk(text, width, long, each) {
    var n = 1, x = 0, i, w, broken;
    for (i = 0; i < text.w.length; i++) {
      w = text.w[i];
      broken = null;
      if (w > width) {
        if (w < long || width < NARROW) { return BIG; }
        broken = breaks(text.word[i], text.weight[i], width - x, width);
        if (x && broken.next) { n += 1; x = 0; }
        n += broken.at.length;
        w = broken.x;
        if (broken.at.length) { x = 0; }
      } else if (x && x + w > width) { n += 1; x = 0; }
      x += w;
      if (each) { each(i, n, x, broken ? broken.at : NONE); }
      if (text.gap[i]) { x += text.space; }
    }
    return n;
  }
  /**
   * How many lines a text takes. @param {number} width in em
   * @param {number} long a piece of this width or more may be broken where it fits no line; a shorter one makes the answer BIG
   */
  function lines(text, width, long) {
    var known, i;
    if (!text.w.length) { return 0; }
    if (text.all <= width) { return 1; }
    known = text.known = text.known || [];
    for (i = 0; i < known.length; i++) { if (known[i].width === width && known[i].long === long) { return known[i].n; } }
    if (i === ANSWERS) { known.shift(); }
    known.push({width, long, n: walk(text, width, long)});
    return known[known.length - 1].n;
  }
  /** How many lines it takes if it may have so many: times, marks and one word of what follows stand on any number of them. */
  function linesOf(text, width, long, most) {
    var n = lines(text, width, long);
    return n <= most || n >= BIG ? n : Math.min(n, Math.max(most, least(text, width)));
  }
  /** How many lines its times, its marks and one word of what follows take. */
  function least(text, width) {
    var x = 0, n = 1, i, w;
    for (i = 0; i <= text.fixed && i < text.w.length; i++) {
      w = i < text.fixed ? text.w[i] : Math.min(text.w[i], FAIR) + DOTS;
      if (x && x + w > width) { n += 1; x = 0; }
      x += w + (text.gap[i] ? text.space : 0);
    }
    return n;
  }
  /** Where words are broken they are so with a hyphen: the places are set, so that all engines take the same. Those up to `whole` em are not. */
  function hyphenate(nodes, text, hyphens, whole) {
    hyphens.forEach(function (_, k) {
      var i = hyphens.length - 1 - k, node = nodes[text.node[i]], at = text.end[i] - text.word[i].length;  // from the last on, so that places stay right
      if (!HYPHENABLE.test(text.word[i]) || text.w[i] <= whole) { return; }
      hyphens[i].slice().reverse().forEach(function (place) {
        if (at + place < node.data.length - 1) { node.data = node.data.slice(0, at + place) + '\u00ad' + node.data.slice(at + place); }
      });
    });
  }
  /**
   * Let an element show only the beginning of its text, with an "…", if it takes more lines than that: at a word, or within one
   * that fits no line. @param {!Element} el a copy of what was read @param {number} width of a line, in em
   * @param {number=} whole width of its other lines, where the first is shorter
   */
  function cut(el, text, width, most, whole) {
    var k = 0, nodes = textNodes(el), last, end, at, from = {n: 1, x: 0}, room, hyphens = [];
    if (lines(text, width, BIG) <= Math.min(most, BIG - 1)) { return; }  // nor is a word broken
    if (walk(text, width, 0, function (i, n, x, at) { hyphens.push(at); }) <= most) { hyphenate(nodes, text, hyphens, whole || 0); return; }
    walk(text, width, 0, function (i, n, x) {
      if (n < most || n === most && x + DOTS <= width) { k = i + 1; }
      if (i < text.fixed) { from = {n, x: x + text.space}; }
    });
    k = Math.min(text.w.length, Math.max(k, text.fixed + 1));
    last = nodes[text.node[k - 1]];
    end = text.end[k - 1];
    if (!last) { return; }
    room = Math.max(FAIR, width - from.x - DOTS, (most - from.n) * (width - DOTS) - DOTS);
    if (k === text.fixed + 1 && text.w[k - 1] > room && end < Infinity) {  // the first word alone is too much
      at = k > 1 && text.node[k - 2] === text.node[k - 1] ? text.end[k - 2] : 0;
      end = at + signage.fit.end(last.data.slice(at, end), Math.floor((end - at) * room / text.w[k - 1]));
    }
    if (end < Infinity) { last.data = last.data.slice(0, end).replace(/[\s,;:.(\u00b7\u2013\u2014\-]+$/, '') + '\u2026'; }
    hyphenate(nodes, text, hyphens.slice(0, k), whole || 0);
    nodes.slice(text.node[k - 1] + 1).forEach(function (node) {
      var mark = node.parentElement.closest('.flag,.n');
      node.data = '';
      if (mark && el.contains(mark) && mark !== el) { mark.parentNode.removeChild(mark); }
    });
    [].forEach.call(el.querySelectorAll('[data-session]'), function (session) {  // of several, those that the end took
      if (!session.textContent.trim()) { session.parentNode.removeChild(session); }
    });
  }
  /** A text of one weight that is in no element. @param {string=} look `n` of a time or a number, which is one piece */
  function plain(words, weight, look) {
    var el = document.createElement('p'), part = el.appendChild(document.createElement('i'));
    part.className = look || '';
    part.textContent = words;
    return read(words ? el : null, weight);
  }

  signage.measure = {BIG, DOTS, em, figures, read, join, rest, scaled, lines, linesOf, least, cut, plain, setFamily, forget, kindOf: function () { return generation + '/' + mark; }};
}(window.signage));
