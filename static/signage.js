/* The page's script: clock, intervals, stream and fitting text. docs/page.md is its contract.
   Plain ES5: it runs unchanged from Chromium 49 on, for weeks at a time. */
(function () {
  'use strict';
  var root = document.documentElement;
  var WORD_WAIT = 3000, FIRST_TICK = 20000, SILENCE = 45000, OFFLINE = 120000;  // milliseconds
  var POLL = 30000, POLLS = 6, TRIES = 3, JITTER = 5000, LONGEST = 30000;

  /** @param {string} selector @param {ParentNode=} scope @return {!Array<!Element>} */
  function all(selector, scope) { return [].slice.call((scope || document).querySelectorAll(selector)); }
  /** @param {string} name @return {number} a number of the root element; NaN if it has none */
  function number(name) { return parseFloat(root.getAttribute(name)); }
  function words(text) { return (text || '').split(' '); }
  function put(el, text) { if (el.textContent !== text) { el.textContent = text; stir(el); } }

  // ---- The clock: server time against a monotonic one. ----

  var fixed = root.hasAttribute('data-at'), rate = number('data-rate') || 1;
  var zero = number('data-now') - rate * performance.now();  // server time when performance.now() was 0
  var trust = fixed ? 2 : 0;  // 0: the server's own marks stand, 1: remembered, 2: heard
  var unsure = false, moment = now(), next = Infinity, drift = Date.now() - performance.now(), timer;

  /** @return {number} server time, epoch ms */
  function now() { return zero + rate * performance.now(); }
  /** Ask to be woken at this server time. @param {number} ms @return {number} ms */
  function due(ms) { if (ms > moment && ms < next) { next = ms; } return ms; }
  /** @param {number} seconds length of a turn @return {number} turns since the epoch */
  function turns(seconds) {
    var n = Math.floor(moment / 1000 / seconds);
    due((n + 1) * seconds * 1000);
    return n;
  }
  /** A late message only seems to slow the clock: follow it slowly. */
  function set(ms, speed, level) {
    var heard = ms - speed * performance.now(), behind = zero - heard;
    zero = trust === 2 && speed === rate && behind > 0 && behind < 1000 * rate ? zero - behind / 4 : heard;
    rate = speed;
    trust = level;
    unsure = false;
  }
  function remembered() { try { return parseFloat(localStorage.getItem('signage-offset')); } catch (e) { return NaN; } }
  function remember() {
    var offset = Math.round(now() - Date.now());
    if (rate !== 1 || fixed || Math.abs(offset - remembered()) < 500) { return; }
    try { localStorage.setItem('signage-offset', offset); } catch (e) { /* a full or forbidden store: none, then */ }
  }
  /** No word after three seconds: what this device remembers, if it can be right. */
  function alone() {
    if (trust) { return; }
    var guess = Date.now() + remembered();
    unsure = !(rate === 1 && guess > number('data-now') - 60000 && guess < number('data-horizon') * 1000);
    if (!unsure) { set(guess, 1, 1); }
    wake();
    load(function (page, time) { if (page) { adopt(page, time); } });
  }

  // ---- Times in words. ----

  function digits(text) {
    var set = root.getAttribute('data-digits') || '0123456789';
    return String(text).replace(/\d/g, function (d) { return set[d]; });
  }
  function pad(n) { return n < 10 ? '0' + n : '' + n; }
  /** @param {number} ms @return {string} the event's time of day, as `data-time` has it */
  function clock(ms) {
    var seconds = Math.floor(ms / 1000), shift = 0, h, m;
    (root.getAttribute('data-offsets') || '').split(',').forEach(function (pair, i) {
      var from = pair.split(':');
      if (!i || +from[0] <= seconds) { shift = +from[1]; }
    });
    h = Math.floor((seconds + shift) / 3600) % 24;
    m = Math.floor((seconds + shift) / 60) % 60;
    return digits((root.getAttribute('data-time') || 'HH:mm').replace(/'[^']*'|HH|H|hh|h|mm|a/g, function (part) {
      return part[0] === "'" ? part.slice(1, -1) : part === 'HH' ? pad(h) : part === 'H' ? h : part === 'mm' ? pad(m) :
        part === 'a' ? (root.getAttribute('data-periods') || 'AM|PM').split('|')[+(h > 11)] : part === 'hh' ? pad(h % 12 || 12) : h % 12 || 12;
    }));
  }

  // ---- What is on screen. ----

  var trouble = '', heardAt = performance.now(), lastWord = number('data-now'), lastConfirmed = number('data-confirmed');
  var confirmedAt = fixed ? NaN : performance.now() - (lastWord - lastConfirmed) / rate;  // NaN: never, or not known

  /** An element is on screen while every one of these it carries holds. */
  var rules = {
    'data-from': function (s) { return due(s * 1000) <= moment; },
    'data-until': function (s) { return moment < due(s * 1000); },
    'data-turn': function (v) { return turns(words(v)[2]) % words(v)[1] === +words(v)[0]; },
    'data-stale': function () { return !!trouble; },
    'data-fresh': function () { return !trouble; },
    'data-stale-kind': function (kind) { return kind === trouble; },
    'data-sure': function () { return !unsure; },
    'data-unsure': function () { return unsure; }
  };
  var names = Object.keys(rules), timed = names.slice(0, 3), RULED = '[' + names.join('],[') + ']';

  function hide(el, hidden) { if (el.hidden !== hidden) { el.hidden = hidden; stir(el); } }
  function rule(el) {
    function carried(name) { return el.hasAttribute(name); }
    function holds(name) { return !carried(name) || rules[name](el.getAttribute(name)); }
    if ((!trust || unsure) && timed.some(carried)) { return; }
    hide(el, names.filter(holds).length < names.length);
  }
  /** Bring everything in scope to this moment. @param {ParentNode=} scope */
  function settle(scope) {
    function shown(el) { return !el.closest('[hidden]'); }
    all(RULED, scope).forEach(rule);
    all('[data-since]', scope).filter(shown).forEach(function (el) {
      put(el, clock(trouble === 'stale' ? lastConfirmed : lastWord));
    });
    if (!trust) { return; }
    due(Math.floor(moment / 60000 + 1) * 60000);
    all('[data-clock]', scope).forEach(function (el) { put(el, clock(moment)); });
    all('[data-left]', scope).filter(shown).forEach(function (el) {
      var end = el.getAttribute('data-left') * 1000, left = Math.max(0, Math.ceil((end - moment) / 60000));
      due(end - (left - 1) * 60000);
      put(el, digits(left < 100 ? left : Math.floor(left / 60) + ':' + pad(left % 60)));
      if (el.parentNode.classList) { el.parentNode.classList.toggle('is-hours', left > 99); }
    });
    all('[data-progress]', scope).filter(shown).forEach(function (el) {
      var ends = words(el.getAttribute('data-progress')), p = (moment / 1000 - ends[0]) / (ends[1] - ends[0]);
      el.style.setProperty('--p', Math.min(1, Math.max(0, p)).toFixed(4));
    });
  }
  function look() {
    var silent = performance.now() - heardAt, age = performance.now() - confirmedAt, limit = number('data-stale-after') * 1000;
    trouble = silent >= OFFLINE ? 'offline' : age >= limit ? 'stale' : '';
    [OFFLINE - silent, limit - age].forEach(function (left) { due(moment + left * rate); });
  }
  /** A slow walk of two pixels around a square, against burn-in. */
  function shift() {
    var step = Math.floor(moment / 180000) % 8;
    function along(n) { return n < 3 ? n : n < 5 ? 2 : n < 7 ? 6 - n : 0; }
    if (root.getAttribute('data-motion') === 'none') { return; }
    root.style.setProperty('--shift-x', along(step) + 'px');
    root.style.setProperty('--shift-y', along((step + 6) % 8) + 'px');
  }
  function wake() {
    moment = now();
    next = Infinity;
    try {
      look();
      settle();
      shift();
      if (!fixed && trust && moment >= due(number('data-horizon') * 1000)) { renew(); }
    } finally {
      arrangeSoon();
      schedule();
    }
  }
  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(doze, Math.max(1, Math.min(5000, (next - now()) / rate)));
  }
  /** Looks at clocks only. They part after a suspend, or if the TV's was set: which of the two only the server knows. */
  function doze() {
    var parted = Date.now() - performance.now() - drift;
    drift += parted;
    if (Math.abs(parted) > 2000) { open(); }
    if (now() < next) { schedule(); } else { wake(); }
  }

  // ---- Pages of a list, and text that fits: measured in layout pixels, which no rotation changes. ----

  var generation = 0, frame = 0;  // of sizes: a resize or a font makes a new one

  /** What holds this element must be fitted again. @param {Element} el */
  function stir(el) {
    for (el = el.closest('[data-fit],[data-balance]'); el; el = el.parentElement && el.parentElement.closest('[data-fit]')) { el.fitted = ''; }
  }
  function arrangeSoon() { frame = frame || requestAnimationFrame(arrange); }
  function resized() { generation += 1; arrangeSoon(); }
  function px(style, name) { return parseFloat(style[name]) || 0; }
  function view(el) { return el.closest('[data-view]') || root; }
  /** One number of several: for a landscape view the first, for a portrait one the second. */
  function oriented(el, list) { return +list[view(el).clientHeight > view(el).clientWidth ? list.length - 1 : 0]; }

  function arrange() {
    cancelAnimationFrame(frame);
    frame = 0;
    all('[data-pages]').forEach(paginate);
    all('[data-pager]').forEach(label);
    function size(box) { return generation + ':' + box.clientWidth + 'x' + box.clientHeight; }
    function own(box) { return box.hasAttribute('data-fit') || !box.closest('[data-fit]'); }  // else it is balanced with its box
    function changed(box) { return box.clientWidth && box.fitted !== size(box); }
    for (var pass = 0, boxes; pass < 2; pass++) {  // the second for boxes that others have squeezed
      boxes = all('[data-fit],[data-balance]').filter(own).filter(changed);
      fit(boxes);
      boxes.map(size).forEach(function (was, i) { boxes[i].fitted = was; });
    }
    schedule();
  }
  function paginate(list) {
    if (!list.clientHeight) { return; }
    var style = getComputedStyle(list), room = list.clientHeight - px(style, 'paddingTop') - px(style, 'paddingBottom') + 1;
    var bound = list.hasAttribute('data-capacity') ? oriented(list, words(list.getAttribute('data-capacity'))) : Infinity;
    var rows = [].filter.call(list.children, function (row) { return !row.hidden; }), page = 0, first = 0, on;
    rows.forEach(function (row) { row.classList.remove('is-off'); });
    on = rows.map(function (row, i) {
      var over = row.offsetTop + row.offsetHeight - rows[first].offsetTop > room;
      if (i > first && (i - first >= bound || over)) { page += 1; first = i; }
      return page;
    });
    list.pages = page + 1;
    list.page = turns(+list.getAttribute('data-pages')) % list.pages;
    rows.forEach(function (row, i) { row.classList.toggle('is-off', on[i] !== list.page); });
  }
  function label(pager) {
    var list = all('[data-pages]', view(pager)).filter(function (l) { return l.clientHeight; })[0], html = '', i;
    hide(pager, !list || list.pages < 2);
    if (pager.hidden) { return; }
    for (i = 0; i < list.pages; i++) { html += i === list.page ? '<i class="on"></i>' : '<i></i>'; }
    pager.innerHTML = html + '<span>' + digits(list.page + 1 + '/' + list.pages) + '</span>';
  }

  /** The lines of a text, those cut off by its own height included. */
  function lines(el) {
    var style = getComputedStyle(el), line = parseFloat(style.lineHeight) || 1.2 * px(style, 'fontSize');
    return Math.round((Math.max(el.clientHeight, el.scrollHeight) - px(style, 'paddingTop') - px(style, 'paddingBottom')) / line);
  }
  /** Where an element's layout box begins on the page. @param {Element} el @return {{x: number, y: number}} */
  function corner(el) {
    var at = {x: el.offsetLeft, y: el.offsetTop};
    while ((el = el.offsetParent)) { at.x += el.offsetLeft + el.clientLeft; at.y += el.offsetTop + el.clientTop; }
    return at;
  }
  function speaks(el) { return [].some.call(el.childNodes, function (n) { return n.nodeType === 3 && n.data.trim(); }); }
  function clipped(el, em) {
    return el.clientWidth && (el.scrollWidth > el.clientWidth + 1 || el.scrollHeight > el.clientHeight + 0.3 * em);
  }
  /** Whether text in el is clipped, or leaves this area. @param {{left: number, right: number, bottom: number}} area */
  function spills(el, area) {
    return [].some.call(el.children, function (child) {
      if (!child.offsetWidth || !child.textContent) { return false; }
      var style = getComputedStyle(child), em = px(style, 'fontSize'), at;
      if (clipped(child, em)) { return true; }
      if (speaks(child)) {  // an inline box is as high as its font, not as its line
        at = corner(child);
        if (at.x < area.left - 1 || at.x + child.offsetWidth > area.right + 1) { return true; }
        at.y += child.offsetHeight + Math.min(0, px(style, 'marginBottom'));
        if (at.y > area.bottom + (style.display === 'inline' ? 0.3 * em : 1)) { return true; }
      }
      return spills(child, area);
    });
  }
  function overflows(box, bound) {
    var style = getComputedStyle(box), at = corner(box), main = bound && cuts(box).pop();
    if (main && lines(main) > bound) { return true; }
    if (speaks(box) && clipped(box, px(style, 'fontSize'))) { return true; }
    at.x += box.clientLeft;
    at.y += box.clientTop;
    return spills(box, {left: at.x + px(style, 'paddingLeft'), right: at.x + box.clientWidth - px(style, 'paddingRight'),
      bottom: at.y + box.clientHeight - px(style, 'paddingBottom')});
  }

  /** The texts of a box that may be cut and are on screen, in the order they are cut. */
  function cuts(box) {
    return ['3', '2', '1'].reduce(function (found, level) {
      var own = box.getAttribute('data-cut') === level ? [box] : [];
      return found.concat(all('[data-cut="' + level + '"]', box).reverse(), own);
    }, []).filter(function (el) { return el.clientWidth; });
  }
  /** The text nodes of an element with their full text, kept for the next fitting. */
  function parts(el) {
    if (!el.parts || !el.parts.every(function (part) { return el.contains(part.node); })) {
      var walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT, null, false);
      for (el.parts = []; walk.nextNode();) { el.parts.push({node: walk.currentNode, full: walk.currentNode.data}); }
    }
    return el.parts;
  }
  function whole(el) { return parts(el).map(function (part) { return part.full; }).join(''); }
  /** Show this many characters of the full text. */
  function keep(el, count) {
    var all = count >= whole(el).length, left = count;
    parts(el).forEach(function (part) {
      var length = part.full.length;
      part.node.data = all || left > length ? part.full : left > 0 ? part.full.slice(0, left).replace(/[\s,;:.\u2013\u2014-]+$/, '') + '\u2026' : '';
      left -= length;
    });
  }
  /** The last place not after n where a text may end: at a word, or between the letters of a script without spaces. */
  var DENSE = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\ud840-\ud87f]/;
  var JOINED = /^(?:[\udc00-\udfff\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200d\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f]|\ud83c[\udffb-\udfff]|\udb40)/;
  var PAIR = /\u200d$|\ud83c[\udde6-\uddff]$/;
  function end(text, n) {
    var space = text.slice(0, n + 1).search(/\s\S*$/);
    if (n >= text.length) { return n; }
    if (space > 0 && n - space < 40 && !DENSE.test(text.slice(space, n + 1))) { return space; }
    while (n > 0 && (JOINED.test(text.slice(n)) || PAIR.test(text.slice(0, n)))) { n -= 1; }
    return n;
  }
  /** Fit boxes side by side: all try, then all are measured, so that a round costs one layout. */
  function fit(boxes) {
    var jobs = boxes.map(job), verdicts;
    jobs.forEach(function (job) { job.start(); });
    function measure(job) { return job.measure(); }
    function goes(job, i) { job.measure = null; job.next(verdicts[i]); return job.measure; }
    for (jobs = jobs.filter(function (job) { return job.measure; }); jobs.length; jobs = jobs.filter(goes)) { verdicts = jobs.map(measure); }
  }
  /** The fitting of one box. Measuring and changing alternate: `measure` reads, `next` takes its verdict and writes. */
  function job(box) {
    var classes = words(box.getAttribute('data-fit')), texts = all('[data-cut]', box).concat(box), bound, self = {measure: null, start: start};
    var bounds = words(box.getAttribute('data-lines')).map(function (pair) { return oriented(box, pair.split('/')); });
    var balanced = all('[data-balance]', box).concat(box.hasAttribute('data-balance') ? box : []);
    function then(measure, next) { self.measure = measure; self.next = next; }
    function over() { return overflows(box, bound); }
    function bisect(good, bad, grain, write, fails, done) {
      var middle = (good + bad) / 2;
      if (Math.abs(good - bad) <= grain) { done(good); return; }
      write(middle);
      then(fails, function (bads) { bisect(bads ? good : middle, bads ? middle : bad, grain, write, fails, done); });
    }
    function start() {
      texts.forEach(function (el) { if (el.parts) { keep(el, Infinity); } });
      balanced.forEach(function (el) { el.style.maxWidth = ''; });
      if (box.hasAttribute('data-fit')) { step(0); } else { balance(0); }
    }
    /** The classes in turn, with words kept whole; then again with `any` break welcome; then texts are cut. */
    function step(k) {
      var at = k % classes.length;
      classes.forEach(function (name, i) { box.classList.toggle(name, i === at); });
      box.classList.toggle('any', k >= classes.length);
      bound = bounds[Math.min(at, bounds.length - 1)];
      then(function () { texts = cuts(box); return over(); }, function (spilt) {
        if (!spilt) { balance(0); } else if (k + 1 < 2 * classes.length) { step(k + 1); } else { cut(0); }
      });
    }
    /** As much of a text as the box holds; nothing if even that is too much, but the first of its texts stays. */
    function cut(i) {
      var el = texts[i], full = el && whole(el);
      if (!el) { balance(0); return; }
      bisect(0, full.length + 1, 1, function (n) { keep(el, end(full, Math.floor(n))); }, over, function (n) {
        keep(el, n >= 1 ? end(full, Math.floor(n)) : el.getAttribute('data-cut') === '1' ? Infinity : 0);
        if (n >= 1) { balance(0); } else { cut(i + 1); }
      });
    }
    /** Two or three lines: the narrowest width with as many. */
    function balance(i) {
      var el = balanced[i], count, height, width;
      if (!el) { return; }
      function narrow(w) { el.style.maxWidth = Math.ceil(w) + 'px'; }
      function tight() { return lines(el) > count || el.clientHeight > height || el.scrollWidth > el.clientWidth + 1; }
      then(function () {
        count = lines(el);
        height = el.clientHeight;
        width = el.clientWidth;
        return width && (count === 2 || count === 3) && el.scrollHeight <= height + 0.3 * px(getComputedStyle(el), 'fontSize');
      }, function (fair) {
        if (!fair) { balance(i + 1); return; }
        bisect(width, width / 2, 8, narrow, tight, function (w) { narrow(w); balance(i + 1); });
      });
    }
    return self;
  }

  // ---- Word from the server. ----

  var source, attempt, failures = 0, polls = 0, reloading = false, renewing = false;

  function pause() { return (0.5 + Math.random() / 2) * Math.min(LONGEST, 1000 * Math.pow(2, failures)); }
  /** @param {{now: number, rate: number, confirmed: ?number}} word */
  function heard(word) {
    var level = trust, was = now(), before = trouble;
    heardAt = performance.now();
    lastWord = word.now;
    lastConfirmed = word.confirmed;
    confirmedAt = word.confirmed === null ? NaN : heardAt - (word.now - word.confirmed) / word.rate;
    if (!fixed) { set(word.now, word.rate, 2); }
    remember();
    moment = now();
    look();
    if (level < 2 || trouble !== before || Math.abs(moment - was) > 20 * rate) { wake(); } else { schedule(); }
  }
  function panels(scope) { return all('[data-panel]', scope); }
  /** Take the place of the panel of that name, right from the start. @param {Element} fresh */
  function replace(fresh) {
    var scope = document.createDocumentFragment(), name = fresh && fresh.getAttribute('data-panel');
    var old = panels().filter(function (el) { return el.getAttribute('data-panel') === name; })[0];
    if (!old || old.getAttribute('data-revision') === fresh.getAttribute('data-revision')) { return; }
    scope.appendChild(fresh);
    trust = trust || 1;
    moment = now();
    settle(scope);
    stir(old);
    old.parentNode.replaceChild(scope, old);
    arrangeSoon();
    schedule();
  }
  /** Fetch this page anew. @param {function(?Document, number)} done gets null unless it is one of ours, and the server's time */
  function load(done) {
    var request = new XMLHttpRequest();
    request.open('GET', location.href);
    request.responseType = 'document';
    request.timeout = 10000;
    request.setRequestHeader('Cache-Control', 'no-cache');
    request.onloadend = function () {
      var page = request.status === 200 || request.status === 404 ? request.response : null;
      if (!page || !page.documentElement || !page.documentElement.hasAttribute('data-signage')) { done(null, NaN); return; }
      done(page, parseFloat(request.getResponseHeader('X-Signage-Now') || page.documentElement.getAttribute('data-now')));
    };
    request.send();
  }
  /** Take over what differs in a page fetched anew. */
  function adopt(page, time) {
    var fresh = page.documentElement, confirmed = parseFloat(fresh.getAttribute('data-confirmed'));
    function differs(name) { return fresh.getAttribute(name) !== root.getAttribute(name); }
    if (differs('data-set') || differs('data-signage')) { reload(); return; }
    ['data-horizon', 'data-offsets'].filter(differs).forEach(function (name) { root.setAttribute(name, fresh.getAttribute(name)); });
    panels(page).forEach(replace);
    heard({now: time, rate: parseFloat(fresh.getAttribute('data-rate')) || 1, confirmed: isNaN(confirmed) ? null : confirmed});
  }
  /** Past the end of what this page knows: ask for more, once in about a minute, not with all other screens at once. */
  function renew() {
    if (renewing) { return; }
    renewing = true;
    setTimeout(function () {
      load(function (page, time) {
        renewing = false;
        if (page) { adopt(page, time); }
      });
    }, Math.random() * LONGEST);
  }
  /** Reload, but only into a page that is there and ours. */
  function reload() {
    function again() {
      load(function (page) {
        if (page) { location.reload(); } else { failures += 1; setTimeout(again, pause()); }
      });
    }
    if (!reloading) { setTimeout(again, Math.random() * JITTER); }
    reloading = true;
  }

  function expect(ms, otherwise) {
    clearTimeout(attempt);
    attempt = setTimeout(otherwise, ms);
  }
  function open() {
    var id = [root.getAttribute('data-set')].concat(panels().map(function (el) { return el.getAttribute('data-revision'); })).join('.');
    var url = root.getAttribute('data-events');
    function on(type, take) {
      source.addEventListener(type, function (event) { expect(SILENCE, lost); take(JSON.parse(event.data)); });
    }
    if (source) { source.close(); }
    source = new EventSource(url + (url.indexOf('?') < 0 ? '?' : '&') + 'rev=' + encodeURIComponent(id));
    source.onerror = function () { if (source.readyState === 2) { lost(); } };
    on('tick', function (tick) { failures = polls = 0; heard(tick); });
    on('reload', reload);
    on('panel', function (event) {
      var template = document.createElement('template');
      template.innerHTML = event.html;
      replace(template.content.firstElementChild);
    });
    expect(FIRST_TICK, lost);
  }
  /** The stream was closed, or is silent: a new one after a while. Where streams don't work at all, the page itself is asked. */
  function lost() {
    source.close();
    failures += 1;
    if (failures < TRIES) { expect(pause(), open); } else { poll(); }
  }
  function poll() {
    load(function (page, time) {
      polls = page ? polls + 1 : 0;
      if (page) { adopt(page, time); }
      expect(page ? POLL : pause(), polls % POLLS ? poll : open);
    });
  }

  // ---- From here on. ----

  var font = root.getAttribute('data-font');
  if (font && document.fonts) {
    Promise.all(['400', '500', '600', '700'].map(function (weight) { return document.fonts.load(weight + ' 1em "' + font + '"'); }))
      .then(function () { root.classList.add('fonts'); resized(); }, function () { /* the system's fonts, then */ });
  }
  addEventListener('resize', resized);
  /** For tests: stand still at this moment, whatever ticks say. @param {number=} ms */
  window.signage = {now: now, render: function (ms) {
    if (ms) { fixed = true; unsure = false; trust = 2; rate = 0; zero = ms; }
    wake();
    arrange();
  }};
  wake();
  open();
  setTimeout(alone, WORD_WAIT);
}());
