/* Word from the server: the event stream, the page fetched anew, and the copy of it that this device keeps. */
(function (signage) {
  'use strict';
  var page = signage.page, clock = signage.clock, freshness = signage.freshness, screen = signage.screen;
  var root = page.root, all = page.all, attribute = page.attribute;
  var FIRST_TICK = 20000, SILENCE = 45000, FETCH = 10000;  // ms to wait for each
  var POLL = 30000, KEEP = 3600000;  // ms between two
  var POLLS = 6;  // between two trials of a stream
  var STREAMS = 3;  // that fail in a row before the page is polled
  var RELOAD_WITHIN = 5000, LONGEST_PAUSE = 30000, RELOAD_PAUSE = 600000, CALM_AFTER = 60000;  // ms
  var RELOADS = 'signage-reloads', NEWEST = 'signage-seen';
  var isFed = window.parent !== window && location.hash === '#fed';
  var source, watchdog, failures = 0, polls = 0, reloading = 0, renewing = 0, keepAt = 0, spread = 1000;
  var newest = newestBefore();  // numbers of the newest agenda and layout seen at any server; none where there is one
  var vain = reloadsBefore(), askedToReload = 0;  // reloads in a row that brought no peace; when the last one was asked for

  /** @param {number} failures in a row @return {number} ms to wait, at random, so that not all displays come at once */
  function backoff(failures) {
    return (0.5 + Math.random() / 2) * Math.min(LONGEST_PAUSE, 1000 * Math.pow(2, failures));
  }
  /** @param {ParentNode=} scope @return {!Array<!Element>} */
  function panels(scope) { return all('[data-panel]', scope); }

  /** The server said what time it is. @param {{now: number, rate: number, confirmed: ?number}} tick epoch ms */
  function onTick(tick) {
    var trust = clock.trust, before = clock.now(), trouble = freshness.trouble, rate = tick.rate || 1;
    freshness.heard(tick, rate);
    noteCalm();
    spread = tick.spread || spread;
    if (tick.seen) { see(tick.seen); }
    if (!clock.isFixed) { clock.set(tick.now, rate, clock.HEARD); }
    clock.remember();
    if (!clock.isFixed && performance.now() >= keepAt) { keepAt = performance.now() + KEEP; keepCopy(); }
    clock.advance();
    freshness.check();
    if (trust !== clock.HEARD || freshness.trouble !== trouble || Math.abs(clock.moment - before) > 20 * clock.rate) {
      screen.refresh();
    } else {
      screen.schedule();
    }
  }
  /** @return {!Array<number>} what the pages before this one in its place have seen */
  function newestBefore() {
    try { return JSON.parse(sessionStorage.getItem(NEWEST)) || []; } catch (e) { return []; }
  }
  /** @param {!Array<number>} numbers of agenda and layout */
  function see(numbers) {
    var before = newest.join('.');
    newest = numbers.map(function (number, i) { return Math.max(number, newest[i] || 0); });
    if (newest.join('.') === before) { return; }
    try { sessionStorage.setItem(NEWEST, JSON.stringify(newest)); } catch (e) { /* seen in this page alone */ }
  }
  /** @param {?string} numbers of what a server shows @return {boolean} whether another one has shown newer */
  function isBehind(numbers) {
    return !!numbers && numbers.split('.').some(function (number, i) { return +number < (newest[i] || 0); });
  }
  /** Where a worker may run, this device keeps a copy: at the first word, at the next after a change, each hour. */
  function keepCopy() {
    function ignore() { /* no worker may run: nothing is kept */ }
    if (isFed) { return; }
    try {
      navigator.serviceWorker.register(page.base + '/sw.js').then(function () { return navigator.serviceWorker.ready; })
        .then(function (worker) { worker.active.postMessage(location.href); }).catch(ignore);
    } catch (e) { ignore(); }
  }
  /** @param {?string} name @param {?string} revision @return {Element|undefined} the panel of that name, unless it has that revision */
  function outdated(name, revision) {
    return panels().filter(function (el) {
      return el.getAttribute('data-panel') === name && el.getAttribute('data-revision') !== revision;
    })[0];
  }
  /** Bring to now what came. @param {ParentNode} scope */
  function updateChanged(scope) {
    keepAt = 0;
    clock.trust = clock.trust || clock.REMEMBERED;
    clock.advance();
    screen.update(scope);
    signage.report.onChange();
  }
  /** Put a panel in the place of the one of its name, right from the start. @param {Element} fresh */
  function replacePanel(fresh) {
    var scope = document.createDocumentFragment();
    var old = fresh && outdated(fresh.getAttribute('data-panel'), fresh.getAttribute('data-revision'));
    if (!old) { return; }
    scope.appendChild(fresh);
    updateChanged(scope);
    signage.fit.invalidate(old);
    old.parentNode.replaceChild(scope, old);
    all('[data-turn]', fresh).forEach(screen.applyRules);  // by the pace of what is around it now
    screen.arrangeSoon();
    screen.schedule();
  }
  /**
   * Put templates in place of others of what waits in a panel. One that is another than the server thinks comes whole
   * by a new stream.
   * @param {{panel: string, from: string, revision: string, count: number, parts: !Array<!Array>}} change
   */
  function replaceParts(change) {
    var panel = outdated(change.panel, change.revision), store = panel && panel.querySelector('template[data-due]');
    if (!panel) { return; }
    if (!store || store.content.children.length !== change.count || panel.getAttribute('data-revision') !== change.from) {
      openStream();
      return;
    }
    signage.due.splice(store, change.parts);
    panel.setAttribute('data-revision', change.revision);
    updateChanged(panel);
    screen.arrangeSoon();
    screen.schedule();
  }

  // ---- The page fetched anew. ----

  /** @param {!Element} fetched @return {boolean} whether its server has no agenda, where this page shows one */
  function lacksAgenda(fetched) { return !!attribute('data-confirmed') && !fetched.getAttribute('data-confirmed'); }
  /**
   * Fetch this page anew.
   * @param {function(?Element, number)} done gets its root, or null if it is none of ours or lacks the agenda, and the
   *     server's time, epoch ms, or NaN if it came from a store and not from the server
   */
  function fetchPage(done) {
    var request = new XMLHttpRequest();
    request.open('GET', location.href);
    request.responseType = 'document';
    request.timeout = FETCH;
    request.setRequestHeader('Cache-Control', 'no-cache');
    request.onloadend = function () {
      var good = request.status === 200 || request.status === 404;
      if (request.getResponseHeader('X-Signage-Refused') && !isFed) { location.reload(); return; }
      var fetched = good && request.response && request.response.documentElement;
      if (!fetched || !fetched.hasAttribute('data-signage') || lacksAgenda(fetched)) { done(null, NaN); return; }
      if (isBehind(request.getResponseHeader('X-Signage-Seen'))) { done(null, NaN); return; }
      done(fetched, parseFloat(request.getResponseHeader('X-Signage-Now')));
    };
    request.send();
  }
  /** @param {!Element} fetched @return {boolean} whether it is made up of other panels, or of another build */
  function isAnother(fetched) {
    return ['data-set', 'data-signage'].some(function (name) {
      return fetched.getAttribute(name) !== root.getAttribute(name);
    });
  }
  /** Take over what differs in the page, as fetchPage gives it. @param {?Element} fetched @param {number} time */
  function adopt(fetched, time) {
    function differs(name) { return fetched.getAttribute(name) !== root.getAttribute(name); }
    if (!fetched || isNaN(time)) { return; }
    if (isAnother(fetched)) { reload(); return; }
    ['data-horizon', 'data-offsets'].filter(differs).forEach(function (name) {
      root.setAttribute(name, fetched.getAttribute(name));
    });
    onTick({
      now: time,
      rate: +fetched.getAttribute('data-rate'),
      confirmed: +fetched.getAttribute('data-confirmed') || null
    });
    panels(fetched).forEach(replacePanel);
  }
  /** Fetch this page anew and take over what differs. */
  function fetchChanges() { fetchPage(adopt); }
  /** This page knows no further: ask for more within half a minute, not with all other displays at once. */
  function renewSoon() {
    function done(fetched, time) { renewing = 0; adopt(fetched, time); }
    renewing = renewing || setTimeout(fetchPage, Math.random() * LONGEST_PAUSE, done);
  }
  /** @return {number} reloads in a row, those of the pages before this one in its place */
  function reloadsBefore() {
    try { return +sessionStorage.getItem(RELOADS) || 0; } catch (e) { return 0; }
  }
  function countReloads(count) {
    vain = count;
    try { sessionStorage.setItem(RELOADS, count); } catch (e) { /* counted in this page alone */ }
  }
  /**
   * Reload, but only into a page that is there, ours and another; of the same one take over what differs, and ask the
   * stream again. Where neither helps (an old page from a proxy, two servers of different layouts behind one address)
   * that is done less and less often.
   */
  function reload() {
    var failed = 0, pause = vain && (0.5 + Math.random() / 2) * Math.min(RELOAD_PAUSE, 1000 * Math.pow(4, vain));
    function attempt() {
      fetchPage(function (fetched, time) {
        if (!fetched) { setTimeout(attempt, backoff(failed += 1)); return; }
        if (!clock.isFixed) { countReloads(vain + 1); }
        if (isAnother(fetched)) { location.reload(); return; }
        reloading = 0;
        adopt(fetched, time);
        if (!clock.isFixed) { openStream(); }
      });
    }
    askedToReload = performance.now();
    reloading = reloading || setTimeout(attempt, pause + Math.random() * RELOAD_WITHIN);
  }
  /** Staff want it: load this page anew whatever it shows, if it is there. */
  function loadAnew() { fetchPage(function (fetched) { if (fetched) { location.reload(); } }); }
  /** The server says that all is well: if nothing asked for a reload for a while, the last one has helped. */
  function noteCalm() {
    if (vain && !reloading && performance.now() - askedToReload > CALM_AFTER) { countReloads(0); }
  }

  // ---- The stream, or in a miniature on the staff page that of its host: browsers have six connections for a host. ----

  /** Wait this long, anew from each word on. @param {number} ms @param {function()} onSilence */
  function armWatchdog(ms, onSilence) { clearTimeout(watchdog); watchdog = setTimeout(onSilence, ms); }
  /** @return {string} what is on this page: the revisions of its set of panels and of each panel */
  function revisions() {
    return [attribute('data-set')].concat(panels().map(function (el) { return el.getAttribute('data-revision'); })).join('.');
  }
  /** @return {string} the stream's URL, which tells what is on this page: the server sends what has changed since */
  function streamUrl() {
    var url = attribute('data-events');
    return url + (url.indexOf('?') < 0 ? '?' : '&') + 'rev=' + encodeURIComponent(revisions()) +
      (newest.length ? '&seen=' + newest.join('.') : '') + signage.report.name();
  }
  function openStream() {
    if (isFed) { return; }
    function on(type, take) {
      source.addEventListener(type, function (event) {
        armWatchdog(SILENCE, onStreamLost);
        take(JSON.parse(event.data));
      });
    }
    if (clock.isStill) { return; }
    if (source) { source.close(); }
    if (!signage.sharing.claim()) { poll(); return; }
    source = new EventSource(streamUrl());
    source.onerror = function () { if (source.readyState === 2) { onStreamLost(); } };
    on('tick', function (tick) {
      failures = polls = 0;
      onTick(tick);
      if (!signage.sharing.claim()) { openStream(); }
    });
    on('reload', reload);
    on('order', signage.report.obey);
    on('panel', function (event) {
      var template = document.createElement('template');
      template.innerHTML = event.html;
      replacePanel(template.content.firstElementChild);
    });
    on('parts', replaceParts);
    armWatchdog(FIRST_TICK, onStreamLost);
  }
  /** It was closed, or is silent: a new one after a while. Where streams never work, the page itself is asked. */
  function onStreamLost() {
    source.close();
    failures += 1;
    if (failures < STREAMS) { armWatchdog(backoff(failures), openStream); } else { poll(); }
  }
  function poll() {
    fetchPage(function (fetched, time) {
      polls = fetched ? polls + 1 : 0;
      failures += fetched ? 0 : 1;
      adopt(fetched, time);
      armWatchdog(polls > 1 ? POLL : backoff(failures), failures >= STREAMS && polls && polls % POLLS !== 1 ? poll : openStream);
    });
  }
  /** What nobody sees gives its stream back, for others; what is seen again may have one, and is brought up to date. */
  document.addEventListener('visibilitychange', openStream);

  signage.server = {
    openStream, fetchChanges, renewSoon, loadAnew, revisions,
    /** @return {number} ms over which displays are to spread what all have to say */
    spread: function () { return spread; },
    /** In a miniature: what the staff page's stream says. @param {string} name tick or change @param {!Object} data */
    take: function (name, data) {
      if (name === 'tick') { onTick(data); }
      if (name === 'change') { fetchChanges(); }
    }
  };
}(window.signage));
