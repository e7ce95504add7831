/* Text that fits (docs/page.md). screen.js says when; page.js tells how the files share.
   Measured in layout pixels, which no rotation or scaling changes. */
(function (signage) {
  'use strict';
  var all = signage.page.all;
  var BOXES = '[data-fit],[data-balance]', LONG = 32;  // letters of a word that may be cut through
  var LEAD = 4, SPILT = 10000;  // what a letter of what leads counts, and a box that overflows
  var PASSES = 4;
  var generation = 0;  // of sizes: a resize or a font makes a new one

  function words(text) { return (text || '').split(' '); }
  function px(style, name) { return parseFloat(style[name]) || 0; }
  function viewOf(el) { return el.closest('[data-view]') || document.documentElement; }
  var upright = matchMedia('(orientation: portrait)');
  /** One number of several: the first for the landscape layout, the last for the portrait one. */
  function oriented(el, numbers) {
    var shape = viewOf(el).classList, stands = upright.matches && !shape.contains('is-landscape');
    return +numbers[stands || shape.contains('is-portrait') ? numbers.length - 1 : 0];
  }

  // ---- Measures. ----

  /** The lines of a text, those cut off by its own height included. */
  function lines(el) {
    var style = getComputedStyle(el), line = parseFloat(style.lineHeight) || 1.2 * px(style, 'fontSize');
    return Math.round((Math.max(el.clientHeight, el.scrollHeight) - px(style, 'paddingTop') - px(style, 'paddingBottom')) / line);
  }
  /** Where an element's layout box begins on the page. */
  function corner(el) {
    var at = {x: el.offsetLeft, y: el.offsetTop};
    while ((el = el.offsetParent)) { at.x += el.offsetLeft + el.clientLeft; at.y += el.offsetTop + el.clientTop; }
    return at;
  }
  /** Whether an element has text of its own. */
  function speaks(el) { return [].some.call(el.childNodes, function (n) { return n.nodeType === 3 && n.data.trim(); }); }
  function shown(el) { return el.getClientRects().length > 0; }
  function wide(el) { return el.scrollWidth > el.clientWidth + 1; }
  function clipped(el, em) { return el.scrollWidth && (wide(el) || el.scrollHeight > el.clientHeight + 0.3 * em); }
  /** Whether text in el is clipped, or leaves this area. @param {{box: !Element, left: number, right: number, bottom: number}} area of the box */
  function spills(el, area) {
    return [].some.call(el.children, function (child) {
      var bar = child.hasAttribute('data-progress');  // is seen whole, as words are
      if (!child.textContent && !bar || !shown(child)) { return false; }
      var style = getComputedStyle(child), em = px(style, 'fontSize'), block, at;
      if (wide(child) || (speaks(child) || style.overflowX !== 'visible') && clipped(child, em)) { return true; }
      if (speaks(child) || bar) {
        block = child;
        while (block.getClientRects().length > 1) { block = block.parentElement; }  // what wraps within its line is as wide as that
        at = corner(block);
        if (block !== area.box && (at.x < area.left - 2 || at.x + block.offsetWidth > area.right + 2)) { return true; }  // layout pixels are rounded
        at = corner(child);
        at.y += child.offsetHeight + Math.min(0, px(style, 'marginBottom'));
        if (at.y > area.bottom + (bar ? 1 : style.display === 'inline' ? 0.1 * em : 2)) { return true; }  // as high as its font, not as its line
      }
      return spills(child, area);
    });
  }
  /** @param {Element} box @param {number} bound lines that its main text may have; 0: any number */
  function overflows(box, bound) {
    var style = getComputedStyle(box), at = corner(box), main = bound && cuts(box, 1)[0];
    if (main && lines(main) > bound || (speaks(box) || box.pages) && clipped(box, px(style, 'fontSize'))) { return true; }
    at.x += box.clientLeft;
    at.y += box.clientTop;
    return spills(box, {box, left: at.x + px(style, 'paddingLeft'), right: at.x + box.clientWidth - px(style, 'paddingRight'),
      bottom: at.y + box.clientHeight - px(style, 'paddingBottom')});
  }

  // ---- Cutting. ----

  /** The texts of a box, on screen now, that may be cut at this level. */
  function cuts(box, level) {
    var own = box.getAttribute('data-cut') === '' + level ? [box] : [];
    return own.concat(all('[data-cut="' + level + '"]', box)).filter(shown);
  }
  /** The text nodes of an element with their full text, kept for the next fitting; times and marks are never cut. */
  function parts(el) {
    if (!el.parts || !el.parts.every(function (part) { return el.contains(part.node); })) {
      var walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT, null, false);
      for (el.parts = []; walk.nextNode();) {
        if (!walk.currentNode.parentElement.closest('.n,.flag') && (el.parts.length || walk.currentNode.data.trim())) { el.parts.push({node: walk.currentNode, full: walk.currentNode.data}); }
      }
    }
    return el.parts;
  }
  function whole(el) { return parts(el).map(function (part) { return part.full; }).join(''); }
  /** Show at most this many characters of the full text. */
  function keep(el, count) {
    var text = whole(el), left = end(text, count);
    parts(el).forEach(function (part) {
      var uncut = count >= text.length || left > part.full.length;
      part.node.data = uncut ? part.full : left > 0 ? part.full.slice(0, left).replace(/[\s,;:.\u00b7\u2013\u2014-]+$/, '') + '\u2026' : '';
      left -= part.full.length;
    });
  }
  // Scripts that set no space between words; what belongs to the character before it; what belongs to the one after it.
  var DENSE = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\ud840-\ud87f]/;
  var JOINED = new RegExp('^(?:[\\udc00-\\udfff\\u0300-\\u036f\\u0591-\\u05c7\\u064b-\\u065f\\u0670\\u0900-\\u0903\\u093a-\\u094f\\u0e31' +
    '\\u0e34-\\u0e3a\\u0e47-\\u0e4e\\u200d\\u20d0-\\u20ff\\u3099\\u309a\\ufe00-\\ufe0f]|\\ud83c[\\udffb-\\udfff]|\\udb40)');
  var JOINING = /(?:\u200d|\ud83c[\udde6-\uddff])$/;
  /** The last place, n or before, where a text may end: after a word, or after a character where words are not told apart. */
  function end(text, n) {
    var space = text.slice(0, n + 1).search(/\s\S*$/), word = /\s\S*/.exec(text.slice(space)), last = n;
    if (n >= text.length) { return n; }
    if (space > 0 && word[0].length < LONG && !DENSE.test(text.slice(space, n + 1))) { return space; }
    function within(n) { return JOINED.test(text.slice(n, n + 2)) || JOINING.test(text.slice(0, n)); }
    while (last > 0 && within(last)) { last -= 1; }
    while (!last && n < text.length && within(n)) { n += 1; }  // the first is kept whole
    return last || n;
  }

  // ---- Fitting. ----

  /** The fitting of one box. Measuring and changing alternate: `measure` reads, `next` takes its verdict and writes.
      @param {boolean=} isTrial whether its size is all that is asked for */
  function job(box, isTrial) {
    var self = {box, measure: null, next: null, start}, classes = words(box.getAttribute('data-fit')), first, bound;
    var bounds = words(box.getAttribute('data-lines')).map(function (pair) { return oriented(box, pair.split('/')); });
    var balanced = all('[data-balance]', box).concat(box.hasAttribute('data-balance') ? box : []);
    function then(measure, next) { self.measure = measure; self.next = next; }
    function over() { box.fitted = size(box); return overflows(box, bound); }
    /** Halve until good and bad are this close; `done` gets the last that did not fail. */
    function bisect(good, bad, grain, write, fails, done) {
      var middle = (good + bad) / 2;
      if (Math.abs(good - bad) <= grain) { done(good); return; }
      write(middle);
      then(fails, function (failed) { bisect(failed ? good : middle, failed ? middle : bad, grain, write, fails, done); });
    }
    function start(least) {
      first = least;
      all('[data-cut]', box).concat(box).forEach(function (el) { if (el.parts) { keep(el, Infinity); } });
      balanced.forEach(function (el) { el.style.maxWidth = ''; });
      if (box.hasAttribute('data-fit')) { step(first); } else { balance(); }
    }
    /** The classes in turn, with words kept whole; then again with `any` break welcome; then texts are cut. */
    function step(k) {
      var at = box.step = k % classes.length;
      classes.forEach(function (name, i) { box.classList.toggle(name, i === at); });
      box.classList.toggle('any', k >= classes.length);
      box.bound = bound = bounds[Math.min(at, bounds.length - 1)];
      then(over, function (spilt) {
        if (!spilt) { balance(); } else if (at + 1 < classes.length) { step(k + 1); } else if (k === at) { step(classes.length + first); } else { cut(3); }
      });
    }
    /** Of each text of a level as much as the box holds: nothing, if even that is too much, but some of the main text stays. */
    function cut(level) {
      var texts, longest;
      function limit(count) { texts.forEach(function (el) { keep(el, Math.floor(count)); }); }
      if (!level) { balance(); return; }
      self.cuts = box.closest('[data-share]');
      then(function () {
        texts = cuts(box, level);
        longest = Math.max.apply(null, texts.map(function (el) { return whole(el).length; }).concat(0));
      }, function () {
        bisect(0, longest + 1, 1, limit, over, function (count) {
          limit(count < 1 && level === 1 ? LONG : count);
          if (count < 1) { cut(level - 1); } else { balance(); }
        });
      });
    }
    /** Of texts of two or three lines, side by side, the narrowest widths with as many. */
    function balance() {
      var texts;
      function narrow(text, width) { text.el.style.maxWidth = width < text.width ? Math.ceil(width) + 'px' : ''; }  // its own may be a fraction more
      function middle(text) { return (text.good + text.bad) / 2; }
      function open(text) { return text.good - text.bad > 8; }
      function tight(text) { return lines(text.el) > text.count || text.el.clientHeight > text.height || text.el.scrollWidth > text.el.clientWidth + 1; }
      function halve() {
        texts.forEach(function (text) { narrow(text, open(text) ? middle(text) : text.good); });
        texts = texts.filter(open);
        if (!texts.length) { return; }
        then(function () { return texts.map(tight); }, function (verdicts) {
          texts.forEach(function (text, i) { text[verdicts[i] ? 'bad' : 'good'] = middle(text); });
          halve();
        });
      }
      if (isTrial || !balanced.length) { return; }
      then(function () {
        return balanced.map(function (el) {
          return {el, count: lines(el), height: el.clientHeight, width: el.clientWidth, good: el.clientWidth, bad: el.clientWidth / 2};
        }).filter(function (text) {
          return text.width && (text.count === 2 || text.count === 3) && text.el.scrollHeight <= text.height + 0.3 * px(getComputedStyle(text.el), 'fontSize');
        });
      }, function (fair) { texts = fair; halve(); });
    }
    return self;
  }
  function size(box) { return generation + ':' + box.clientWidth + 'x' + box.clientHeight; }
  /** Side by side: all try, then all are measured, so that a round costs one layout; but in an area whose height is shared texts are cut
      in one box after the other, for what a box holds must not change meanwhile. One that a trial of its neighbours hides waits until it
      is back; where it is not, it is fitted when it is shown. @param {number=} least the class to begin with @param {boolean=} isTrial */
  function run(boxes, least, isTrial) {
    var jobs = boxes.map(function (box) { return job(box, isTrial); }), verdicts, some;
    boxes.forEach(function (box) { box.fitted = size(box); });
    function ready(job) { return job.measure && job.box.clientWidth; }
    jobs.forEach(function (job) { job.start(Math.max(least || 0, job.box.least || 0)); });
    function isNext(job, i) { return !some.some(function (other, k) { return job.cuts && job.cuts.contains(other.box) && (!other.cuts || k > i); }); }
    while ((some = jobs.filter(ready)).length) {
      some = some.filter(isNext);
      verdicts = some.map(function (job) { return job.measure(); });
      some.forEach(function (job, i) { job.measure = null; job.next(verdicts[i]); });
    }
    jobs.forEach(function (job) { if (job.measure) { job.box.fitted = ''; } });
  }

  /** Boxes that are to look alike take the smallest size that any of them needs; the last class leaves out, and is no smaller. */
  function peers(box) {
    var name = box.getAttribute('data-even');
    return name ? all('[data-even="' + name + '"]', viewOf(box)).filter(function (one) { return one.clientWidth; }) : [box];
  }
  /** Make those alike that are to be. @param {!Array<!Element>} boxes fitted by themselves, all on screen of each name */
  function level(boxes) {
    var names = {};
    boxes.forEach(function (box) {
      var name = box.getAttribute('data-even'), most = words(box.getAttribute('data-fit')).length - 2;
      if (name) { names[name] = Math.max(names[name] || 0, Math.min(box.step, most)); }
    });
    Object.keys(names).forEach(function (name) {
      var larger = boxes.filter(function (box) { return box.getAttribute('data-even') === name && box.step < names[name]; });
      run(larger, names[name]);
    });
    boxes.filter(function (box) { return box.pages > 1 && box.least === undefined && box.hasAttribute('data-level'); }).forEach(levelPages);
  }
  /** All pages of a list take the smallest size that any of them needs, as far as none then leaves out what it has room for. */
  function levelPages(list) {
    var most = words(list.getAttribute('data-fit')).indexOf(list.getAttribute('data-level')), own = list.step, least = own, page;
    for (page = 0; page < list.pages && least < most; page++) {
      if (page !== list.page) { signage.pager.turn(list, page); run([list], least, true); least = list.step; }
    }
    signage.pager.turn(list, list.page);
    list.least = Math.min(least, most);
    if (least !== own) { run([list]); }
  }
  function own(box) { return box.hasAttribute('data-fit') || !box.closest('[data-fit]'); }  // else it is balanced with its box
  function changed(box) { return box.clientWidth && box.fitted !== size(box); }
  /** Fit those of these boxes that are new, stirred, or of another size than when they were last fitted. */
  function settle(boxes) {
    var done = [], pass = 0, some;
    function settled(box) { return !overflows(box, box.bound); }
    for (; pass < PASSES && (some = boxes.filter(changed)).length; pass++) {  // again those that others have misled or squeezed
      some = boxes.filter(function (box) { return peers(box).some(function (peer) { return some.indexOf(peer) >= 0; }); });
      if (pass < PASSES - 1) { run(some); } else { some.forEach(function (one) { run([one]); }); }  // now in turn: one may never settle
      level(some);
      done = done.concat(some);
      some.map(settled).forEach(function (good, i) { if (!good) { some[i].fitted = ''; } });
    }
    done.map(size).forEach(function (now, i) { done[i].fitted = now; });  // those that never settle
  }
  /** How much is lost of the texts of what shares its height: letters that are cut, those of what leads fourfold; a box that still
      overflows counts as more than any title. */
  function lost(boxes, area) {
    return all('[data-cut]', area).filter(function (el) { return el.parts && shown(el) && el.textContent !== whole(el); }).reduce(function (sum, el) {
      return sum + (whole(el).length - el.textContent.length + 1) * (el.closest('[data-leads]') ? LEAD : 1);
    }, boxes.filter(function (box) { return box.clientWidth && overflows(box, box.bound); }).length * SPILT);
  }
  /** Try other shares of an area's height where a text in it is cut: the first with which nothing is, else the one that loses least.
      @return {string} its class, '' for its own share */
  function share(area) {
    var boxes = all(BOXES, area).filter(own), best = '', now = '', least = lost(boxes, area);
    function take(name) {
      put(area, now = name);
      boxes.forEach(function (box) { box.fitted = ''; });  // one that is as high as its text, which is cut, would not know
      settle(boxes);
    }
    function better(name) {
      var loss;
      take(name);
      loss = lost(boxes, area);
      if (loss < least) { best = name; least = loss; }
      return !loss;
    }
    if (least) { words(area.getAttribute('data-share')).some(better); }
    if (now !== best) { take(best); }
    return best;
  }
  /** What a share depends on: neither the minutes that are left nor what has been cut. */
  function asked(area) {
    return [generation, area.clientWidth, area.clientHeight].concat(all('[data-cut]', area).filter(shown).map(whole)).join('\n');
  }
  function put(area, share) {
    words(area.getAttribute('data-share')).forEach(function (name) { area.classList.toggle(name, name === share); });
    area.classList.toggle('is-shared', !!share);
  }
  /** Fit every box on screen, and share the height of areas anew in which one is fitted. */
  function fit() {
    var boxes = all(BOXES).filter(own), areas = all('[data-share]').filter(function (area) {
      return boxes.some(function (box) { return area.contains(box) && changed(box); });
    });
    areas.forEach(function (area) {
      area.shares = area.shares || {};  // by what is asked for, one for each page
      area.asked = asked(area);
      put(area, area.shares[area.asked] || '');
    });
    settle(boxes);
    areas.forEach(function (area) {
      if (!(area.asked in area.shares)) { area.shares[area.asked] = share(area); }
    });
  }
  /** What holds this element must be fitted again. @param {Element} el */
  function stir(el) {
    var row = el.closest('[data-pages] > *');
    if (row) { row.measured = 0; }
    for (el = el.closest(BOXES); el; el = el.parentElement && el.parentElement.closest('[data-fit]')) { el.fitted = ''; }
  }
  /** Show the whole text of what was cut. */
  function restore(el) { if (el.parts && el.textContent !== whole(el)) { keep(el, Infinity); stir(el); } }

  signage.fit = {
    BOXES, run: fit, invalidate: stir, end, speaks, words, px, oriented, viewOf, shown, restore,
    forget: function () { generation += 1; }, generation: function () { return generation; }
  };
}(window.signage));
