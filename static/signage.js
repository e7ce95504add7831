/* The page's script: clock, intervals and stream. docs/page.md is its contract; fit.js makes text fit.
   Plain ES5: it runs unchanged from Chromium 49 on, for weeks at a time. */
(function () {
  'use strict';
  var WORD = 3000, FIRST_TICK = 20000, SILENCE = 45000, OFFLINE = 120000;  // how long to wait for each, in milliseconds
  var POLL = 30000, POLLS = 6, TRIES = 3, JITTER = 5000, LONGEST = 30000, HOUR = 3600000;
  function nothing() { /* without fit.js text just does not fit, without a worker nothing is kept */ }
  var text = window.signage || {fit: nothing, forget: nothing, stir: nothing, paginate: nothing, resized: nothing, label: nothing};
  var root = document.documentElement;

  /** @param {string} selector @param {ParentNode=} scope @return {!Array<!Element>} */
  function all(selector, scope) { return [].slice.call((scope || document).querySelectorAll(selector)); }
  function attribute(name) { return root.getAttribute(name) || ''; }
  function number(name) { return parseFloat(attribute(name)); }
  function put(el, words) { if (el.textContent !== words) { el.textContent = words; text.stir(el); } }

  // ---- The clock: server time against a monotonic one. ----
  var fixed = root.hasAttribute('data-at'), rate = number('data-rate') || 1;
  var zero = number('data-now') - rate * performance.now();  // server time when performance.now() was 0
  var trust = fixed ? 2 : 0;  // 0: the server's own marks stand, 1: remembered, 2: heard
  var unsure = false, moment = now(), next = Infinity, drift = Date.now() - performance.now(), timer, frame = 0;
  /** @return {number} server time, epoch ms */
  function now() { return zero + rate * performance.now(); }
  /** Ask to be woken at this server time. @param {number} ms @return {number} ms */
  function due(ms) { if (ms > moment && ms < next) { next = ms; } return ms; }
  /** The pieces of a data-turn, in milliseconds. @param {!Element} el @return {!Array<!Array<number>>} from, until, start, end, cycle */
  function pieces(el) {
    return el.getAttribute('data-turn').split(' ').map(function (piece) {
      return piece.split(/[-:/]/).map(function (s) { return s * 1000; });
    });
  }
  /** Whether a piece holds, where it is this time. @param {{at: number, speed: number}} time */
  function holds(piece, time) {
    var cycle = Math.floor(time.at / piece[4]) * piece[4];
    [piece[0], piece[1]].concat([piece[2], piece[3], piece[4] + piece[2]].map(function (ms) { return later(cycle + ms, time); })).forEach(due);
    return piece[0] <= moment && (!piece[1] || moment < piece[1]) && cycle + piece[2] <= time.at && time.at < cycle + piece[3];
  }
  /** The server's time at which it is `ms` for one of another pace. */
  function later(ms, time) { return moment + (ms - time.at) / time.speed; }
  /** Time as it passes for what takes turns of `length` (ms) within what takes turns itself: only while that is on, and by
      whole turns, so that each of them comes. @return {{at: number, speed: number}} */
  function pace(el, length) {
    var outer = el.parentElement && el.parentElement.closest('[data-turn]'), time = {at: moment, speed: 1}, stay, p;
    if (!outer) { return time; }
    time = paceOf(outer);
    p = pieces(outer).filter(function (piece) { return holds(piece, time); })[0];
    if (!p) { return time; }
    stay = p[3] - p[2];
    length *= Math.max(1, Math.round(stay / length));  // passes in each stay
    return {at: Math.floor(time.at / p[4]) * length + (time.at % p[4] - p[2]) * length / stay, speed: time.speed * length / stay};
  }
  function paceOf(el) { var first = pieces(el)[0]; return pace(el, first[3] - first[2]); }
  /** @param {!Element} el what takes turns @param {number} seconds length of a turn @return {number} turns since the epoch */
  function turns(el, seconds) {
    var time = pace(el, seconds * 1000), count = Math.floor(time.at / 1000 / seconds);
    due(later((count + 1) * seconds * 1000, time));
    return count;
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
    try { localStorage.setItem('signage-offset', offset); } catch (e) { /* no store: nothing is remembered, then */ }
  }
  /** No word after three seconds: what this device remembers, if it can be right. */
  function alone() {
    if (trust > 1) { return; }
    var guess = Date.now() + remembered();
    unsure = !(rate === 1 && guess > number('data-now') - 60000 && guess < number('data-horizon') * 1000);
    if (!unsure) { set(guess, 1, 1); }
    wake();
    load(adopt);
  }

  // ---- Times in words. ----
  function digits(number) { return String(number).replace(/\d/g, function (d) { return attribute('data-digits')[d]; }); }
  function pad(n) { return n < 10 ? '0' + n : '' + n; }
  /** @param {number} ms @param {!Element} el where @return {string} the event's time of day */
  function clock(ms, el) {
    var view = el.closest('[data-time]') || root;
    var offset = attribute('data-offsets').split(',').reduce(function (before, pair) {
      return !before || pair.split(':')[0] * 1000 <= ms ? pair : before;
    }, '').split(':')[1];
    var minutes = Math.floor((ms / 1000 + +offset) / 60), h = Math.floor(minutes / 60) % 24, twelve = h % 12 || 12;
    var parts = {HH: pad(h), H: h, hh: pad(twelve), h: twelve, mm: pad(minutes % 60), a: view.getAttribute('data-periods').split('|')[+(h > 11)]};
    return digits(view.getAttribute('data-time').replace(/'([^']*)'|HH?|hh?|mm|a/g, function (part, literal) {
      return part[0] === "'" ? literal : parts[part];
    }));
  }

  // ---- What is on screen. ----
  var kept = root.hasAttribute('data-kept'), heardAt = kept ? -OFFLINE : performance.now();  // from this device: no server
  var trouble = '', lastWord = number('data-now'), lastConfirmed = number('data-confirmed');
  var confirmedAt = fixed ? NaN : performance.now() - (lastWord - lastConfirmed) / rate;  // NaN: never, or not known
  /** An element is on screen while every one of these it carries holds. */
  var rules = {
    'data-from': function (s) { return due(s * 1000) <= moment; },
    'data-until': function (s) { return moment < due(s * 1000); },
    'data-turn': function (_, el) {
      var time = paceOf(el);
      return pieces(el).some(function (piece) { return holds(piece, time); });
    },
    'data-stale': function () { return !!trouble; },
    'data-fresh': function () { return !trouble; },
    'data-stale-kind': function (kind) { return kind === trouble; },
    'data-sure': function () { return !unsure; },
    'data-unsure': function () { return unsure; }
  };
  var names = Object.keys(rules), timed = names.slice(0, 3), RULED = '[' + names.join('],[') + ']';
  var served = (/theme-[\w-]+/.exec(root.className) || ['theme-'])[0];
  function rule(el) {
    function carried(name) { return el.hasAttribute(name); }
    function good(name) { return !carried(name) || rules[name](el.getAttribute(name), el); }
    if ((!trust || unsure) && timed.some(carried)) { return; }
    var hidden = names.filter(good).length < names.length;
    if (el.hidden !== hidden) { el.hidden = hidden; text.stir(el); }
  }
  /** For each element in scope that is on screen and carries this attribute. */
  function each(name, scope, act) {
    all('[' + name + ']', scope).forEach(function (el) { if (!el.closest('[hidden]')) { act(el, el.getAttribute(name)); } });
  }
  /** Bring everything in scope to this moment. @param {ParentNode=} scope */
  function settle(scope) {
    all(RULED, scope).forEach(rule);
    each('data-since', scope, function (el) { put(el, clock(trouble === 'stale' ? lastConfirmed : lastWord, el)); });
    if (!trust) { return; }
    due(Math.floor(moment / 60000 + 1) * 60000);
    each('data-clock', scope, function (el) { put(el, clock(moment, el)); });
    each('data-left', scope, function (el, end) {
      var left = Math.max(0, Math.ceil((end * 1000 - moment) / 60000));
      due(end * 1000 - (left - 1) * 60000);
      put(el, digits(left < 100 ? left : Math.floor(left / 60) + ':' + pad(left % 60)));
      if (el.parentNode.classList) { el.parentNode.classList.toggle('is-hours', left > 99); }
    });
    each('data-progress', scope, function (el, value) {
      var ends = value.split(' '), p = (moment / 1000 - ends[0]) / (ends[1] - ends[0]);
      el.style.setProperty('--p', Math.min(1, Math.max(0, p)).toFixed(4));
    });
  }
  /** The theme of the hour, and a slow walk of two pixels around a square, against burn-in. */
  function dress() {
    var theme = served, step = Math.floor(moment / 180000) % 8;
    function along(n) { return n < 3 ? n : n < 5 ? 2 : n < 7 ? 6 - n : 0; }
    each('data-theme', document, function (el, name) { theme = 'theme-' + name; });
    if (!root.classList.contains(theme)) { root.className = root.className.replace(/theme-[\w-]+/, theme); }
    if (attribute('data-motion') === 'none') { return; }
    root.style.setProperty('--shift-x', along(step) + 'px');
    root.style.setProperty('--shift-y', along((step + 6) % 8) + 'px');
  }
  /** See whether the word on the wall is old. */
  function look() {
    var silent = performance.now() - heardAt, age = performance.now() - confirmedAt, limit = number('data-stale-after') * 1000;
    trouble = silent >= OFFLINE ? 'offline' : age >= limit ? 'stale' : '';
    [OFFLINE - silent, limit - age].forEach(function (left) { due(moment + left * rate); });
  }
  function wake() {
    moment = now();
    next = Infinity;
    try {
      look();
      settle();
      dress();
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
    if (Math.abs(parted) > 2000) {
      heardAt = Math.min(heardAt, performance.now() - OFFLINE + WORD);  // after a suspend silence is longer than it seems
      open();
      alone();
      if (trust > 1) { load(adopt); }  // a page that is polled would not ask for a while
      wake();
    }
    if (now() < next) { schedule(); } else { wake(); }
  }

  // ---- What must be measured: once in a frame, before it is painted. ----
  function arrangeSoon() { frame = frame || requestAnimationFrame(arrange); }
  function resized() { text.forget(); arrangeSoon(); }
  function arrange() {
    cancelAnimationFrame(frame);
    frame = 0;
    var lists = all('[data-pages]'), pass = 0;
    moment = now();
    do {  // what has been fitted may leave lists another height than they were paged for
      lists.forEach(function (list) { text.paginate(list, turns(list, +list.getAttribute('data-pages'))); });
      all('[data-pager]').forEach(function (pager) { text.label(pager, digits); });
      text.fit();
    } while (++pass < 3 && lists.some(text.resized));
    schedule();
  }

  // ---- Word from the server. ----
  var source, waiting, failures = 0, polls = 0, reloading = 0, renewing = 0, keepAt = 0;
  function pause(failures) { return (0.5 + Math.random() / 2) * Math.min(LONGEST, 1000 * Math.pow(2, failures)); }
  /** @param {{now: number, rate: number, confirmed: ?number}} word */
  function heard(word) {
    var level = trust, was = now(), before = trouble, speed = word.rate || 1;
    heardAt = performance.now();
    lastWord = word.now;
    if (word.confirmed !== null) {  // a server that has lost its agenda takes nothing from this one's age
      lastConfirmed = word.confirmed;
      confirmedAt = heardAt - (word.now - word.confirmed) / speed;
    }
    if (!fixed) { set(word.now, speed, 2); }
    remember();
    if (!fixed && heardAt >= keepAt) { keepAt = heardAt + HOUR; keep(); }
    moment = now();
    look();
    if (level < 2 || trouble !== before || Math.abs(moment - was) > 20 * rate) { wake(); } else { schedule(); }
  }
  /** Where a worker may run, the page is kept on this device: at the first word, at the next after a change, each hour. */
  function keep() {
    try {
      navigator.serviceWorker.register('/sw.js').then(function () { return navigator.serviceWorker.ready; })
        .then(function (worker) { worker.active.postMessage(location.href); }).catch(nothing);
    } catch (e) { /* none may: nothing is kept, then */ }
  }
  function panels(scope) { return all('[data-panel]', scope); }
  /** Take the place of the panel of that name, right from the start. @param {Element} fresh */
  function replace(fresh) {
    var scope = document.createDocumentFragment(), name = fresh && fresh.getAttribute('data-panel');
    var old = panels().filter(function (el) { return el.getAttribute('data-panel') === name; })[0];
    if (!old || old.getAttribute('data-revision') === fresh.getAttribute('data-revision')) { return; }
    scope.appendChild(fresh);
    keepAt = 0;
    trust = trust || 1;
    moment = now();
    settle(scope);
    text.stir(old);
    old.parentNode.replaceChild(scope, old);
    all('[data-turn]', fresh).forEach(rule);  // the pace of what is around it
    arrangeSoon();
    schedule();
  }
  /** Whether it comes of a server that has no agenda, or has lost it: knows no more than that, where this page does. */
  function poorer(page) { return attribute('data-confirmed') && !page.getAttribute('data-confirmed'); }
  /** Fetch this page anew. @param {function(?Element, number)} done gets its root, null if it is none of ours or poorer, and
      the time, NaN if it came from a store and not from the server */
  function load(done) {
    var request = new XMLHttpRequest();
    request.open('GET', location.href);
    request.responseType = 'document';
    request.timeout = 10000;
    request.setRequestHeader('Cache-Control', 'no-cache');
    request.onloadend = function () {
      var good = request.status === 200 || request.status === 404, page = good && request.response && request.response.documentElement;
      if (!page || !page.hasAttribute('data-signage') || poorer(page)) { done(null, NaN); return; }
      done(page, parseFloat(request.getResponseHeader('X-Signage-Now')));
    };
    request.send();
  }
  /** Take over what differs in a page fetched anew. */
  function adopt(page, time) {
    function differs(name) { return page.getAttribute(name) !== root.getAttribute(name); }
    if (!page || isNaN(time)) { return; }
    if (differs('data-set') || differs('data-signage')) { reload(); return; }
    ['data-horizon', 'data-offsets'].filter(differs).forEach(function (name) { root.setAttribute(name, page.getAttribute(name)); });
    heard({now: time, rate: +page.getAttribute('data-rate'), confirmed: +page.getAttribute('data-confirmed') || null});
    panels(page).forEach(replace);
  }
  /** Past the end of what this page knows: ask for more, once in about a minute, not with all other screens at once. */
  function renew() {
    function done(page, time) { renewing = 0; adopt(page, time); }
    renewing = renewing || setTimeout(load, Math.random() * LONGEST, done);
  }
  /** Reload, but only into a page that is there and ours. */
  function reload() {
    var failed = 0;
    function attempt() {
      load(function (page) { if (page) { location.reload(); } else { setTimeout(attempt, pause(failed += 1)); } });
    }
    reloading = reloading || setTimeout(attempt, Math.random() * JITTER);
  }
  function expect(ms, otherwise) { clearTimeout(waiting); waiting = setTimeout(otherwise, ms); }
  function open() {
    var id = [attribute('data-set')].concat(panels().map(function (el) { return el.getAttribute('data-revision'); })).join('.');
    var url = attribute('data-events');
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
    if (failures < TRIES) { expect(pause(failures), open); } else { poll(); }
  }
  function poll() {
    load(function (page, time) {
      polls = page ? polls + 1 : 0;
      adopt(page, time);
      expect(polls > 1 ? POLL : pause(failures), polls && polls % POLLS !== 1 ? poll : open);
    });
  }

  // ---- From here on. ----
  var phone = matchMedia('(max-width: 500px) and (orientation: portrait)');
  /** A phone hangs on no wall: neither on its side nor dark. */
  function held() {
    if (!phone.matches) { return; }
    document.body.className = 'phone';
    all('.is-landscape').forEach(function (view) { view.classList.remove('is-landscape'); });
    resized();
  }
  phone.addListener(held);
  held();
  var font = attribute('data-font');
  if (font && document.fonts) {  // old engines lay out with a loaded font only a moment later: fitted once more then
    Promise.all(['400', '500', '600', '700'].map(function (weight) { return document.fonts.load(weight + ' 1em "' + font + '"'); }))
      .then(function () { root.classList.add('fonts'); resized(); setTimeout(resized, 500); }, function () { /* the system's fonts, then */ });
  }
  addEventListener('resize', resized);
  /** For tests: stand still at this moment, whatever ticks say. @param {number=} ms */
  window.signage = {now: now, render: function (ms) {
    if (ms) { fixed = true; unsure = false; trust = 2; rate = 0; zero = ms; }
    wake();
    arrange();
  }};
  (kept ? alone : wake)();
  open();
  setTimeout(alone, WORD);
}());
